namespace RootKeyCompliance.Tests;

/// <summary>
/// A folder in which a schedule or a CI job runs its commands, with a fake organization behind the environment of the commands. The module is
/// that of this checkout, and paths outside the folder are replaced by paths in it.
/// </summary>
internal sealed class ScheduleLab : IAsyncDisposable
{
    internal const string First = "111111111111";
    internal const string Issuer = "https://issuer.example.com";
    internal const string Role = $"arn:aws:iam::{OrganizationLab.Management}:role/RootKeyAudit";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeIdentityProvider _provider;
    private readonly FakeAws _aws;

    private ScheduleLab(FakeAws aws, FakeIdentityProvider provider)
    {
        (_aws, _provider) = (aws, provider);
        Variables["AWS_ENDPOINT_URL"] = aws.Url;
        Variables["AWS_REGION"] = ModuleSession.RegionOfTests;
    }

    internal string Folder => _folder.Path;

    /// <summary>The environment of the commands.</summary>
    internal Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>With keys in the environment when <paramref name="audience"/> is null; else AWS wants a token that is for it.</summary>
    internal static async Task<ScheduleLab> StartAsync(FakeAccount account, string? audience = null, string subject = "")
    {
        ExternalTool.NeedProgram("pwsh");
        var provider = new FakeIdentityProvider(Issuer, audience ?? "");
        var management = FakeAccounts.NoKey(OrganizationLab.Management);
        management.WebIdentityTrusts = [new FakeWebIdentityTrust("RootKeyAudit", Issuer, audience ?? "", subject)];
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [management, account], Organization = FakeOrganization.WithRootAccess, IdentityProviders = [provider] },
            TestContext.Current.CancellationToken);
        var lab = new ScheduleLab(aws, provider);
        if (audience is null)
        {
            lab.Variables["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId;
            lab.Variables["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey;
        }

        return lab;
    }

    internal string At(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>A token that lasts an hour.</summary>
    internal string Issue(string subject, string audience) => _provider.Issue(subject, audience, DateTimeOffset.UtcNow.AddHours(1));

    /// <summary>This checkout, under a name in the folder.</summary>
    internal void CheckOutTo(string name) => Directory.CreateSymbolicLink(At(name), Repository.Root);

    internal static void NeedBash()
        => Assert.SkipWhen(OperatingSystem.IsWindows(), "These commands are for a shell of Linux.");

    internal Task<ProcessResult> RunAsync(string program, params string[] arguments) => ChildProcess.RunAsync(program, arguments, Variables, Folder);

    /// <summary>How the accounts in a report are judged.</summary>
    internal string[] Verdicts(params string[] report)
        => RunbookLab.ReadJson(At(report))["findings"]!.AsArray().Select(each => $"{each!["accountId"]} {each["status"]}").Sorted();

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _aws.DisposeAsync();
        _folder.Dispose();
    }
}
