
namespace RootKeyCompliance.Tests;

/// <summary>
/// root-key-watch.ps1 as Lambda's PowerShell runtime invokes it on a schedule. Credentials come from the environment, as in Lambda; the topic is
/// one of the fake AWS; S3 is replaced by S3.ps1.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class RootKeyWatchTests
{
    private const string First = "111111111111";
    private const string TopicArn = $"arn:aws:sns:us-east-1:{OrganizationLab.Management}:alerts";
    private const string Baseline = "baseline.json";

    [Fact]
    public async Task Key_is_notified_once_and_the_bucket_has_the_reports()
    {
        await using var lab = await StartAsync("organization");

        Assert.Equal(["3"], await InvokeAsync(lab));
        Assert.Equal(["3"], await InvokeAsync(lab));

        var message = Assert.Single(lab["alpha"].Topic(TopicArn).Published).Message;
        Assert.Contains($"Detected IAM <root_account> [{First}]", message, StringComparison.Ordinal);
        foreach (var name in new[] { "root-keys.html", "root-keys.json", Baseline })
        {
            Assert.Contains(First, await File.ReadAllTextAsync(Kept(lab, name), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(lab.At("temporary")));
    }

    [Fact]
    public async Task Own_account_is_checked_with_the_role_of_the_function()
    {
        await using var lab = await StartAsync("account");

        Assert.Equal(["0"], await InvokeAsync(lab));

        Assert.Equal(0, lab["alpha"].Requests.CountOf("ListAccounts"));
        Assert.Empty(lab["alpha"].Topic(TopicArn).Published);
    }

    [Fact]
    public async Task Baseline_that_cannot_be_stored_ends_the_invocation_and_the_next_one_notifies_again()
    {
        await using var lab = await StartAsync("organization");
        var place = Directory.CreateDirectory(Kept(lab, Baseline));

        await Assert.ThrowsAsync<RunbookFailure>(() => InvokeAsync(lab));
        place.Delete();
        await InvokeAsync(lab);

        Assert.Equal(2, lab["alpha"].Topic(TopicArn).Published.Count);
    }

    [Fact]
    public async Task Failed_notification_ends_the_invocation_without_a_baseline()
    {
        await using var lab = await StartAsync("organization");
        lab["alpha"].Faults.Always("Publish", FakeFault.AccessDenied);

        var failure = await Assert.ThrowsAsync<RunbookFailure>(() => InvokeAsync(lab));

        Assert.StartsWith("DeliveryFailed", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Kept(lab, Baseline)));
    }

    private static string Kept(RunbookLab lab, string name) => lab.At("buckets", "audit", "root-keys", name);

    private static async Task<RunbookLab> StartAsync(string scope)
    {
        var lab = await RunbookLab.StartAsync(new FakeAwsOptions
        {
            Accounts = [FakeAccounts.OneActiveKey(First)],
            Organization = FakeOrganization.WithRootAccess,
            Topics = [new FakeTopic(TopicArn)],
        });
        lab.Environment["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId;
        lab.Environment["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey;
        lab.Environment["BUCKET"] = "audit";
        lab.Environment["TOPIC_ARN"] = TopicArn;
        lab.Environment["SCOPE"] = scope;
        lab.Environment["TMPDIR"] = Directory.CreateDirectory(lab.At("temporary")).FullName;
        lab.Environment["TEMP"] = lab.At("temporary");
        lab.Environment["TMP"] = lab.At("temporary");
        return lab;
    }

    private static Task<string[]> InvokeAsync(RunbookLab lab) => lab.RunAsync(
        $"$event = [pscustomobject] @{{ source = 'aws.events' }}; \"$(({RunbookLab.Call("root-key-watch.ps1")} $event $null 2>$null).ExitCode)\"", "S3.ps1");
}
