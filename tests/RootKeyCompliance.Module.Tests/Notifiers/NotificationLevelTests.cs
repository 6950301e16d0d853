using System.Collections;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Every notifier gets the lines of a level in one message, from each command and source. Which lines a level has: CisMessagesTests and
/// RemovalMessagesTests.
/// </summary>
public sealed class NotificationLevelTests(SteampipeLab steampipe) : IAsyncLifetime
{
    private const string Title = SampleDigests.Title;
    private const string Fail = "Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive).";
    private const string Denied = "Could not check account 444455556666: Access to iam:GetAccountSummary was denied: not for you.";
    private const string Broken = "Could not check Steampipe 'bad': Steampipe reported an error (HV000): not for you.";
    private const string Pass = "Account 555566667777: no root access key.";

    private static readonly string[] Services = ["slack webhook", "slack token", "teams", "email", "webhook", "sns"];

    private readonly ScriptedSmtpServer _mail = new(new SmtpScript());
    private readonly ModuleSession _session = ModuleSession.Open();
    private FakeServices _services = null!;
    private FakeAws _aws = null!;

    public static TheoryData<string> Notifiers => new(Services.Append("console"));

    public static TheoryData<CisNotificationLevel, string, string[]> Pipelines => new()
    {
        { CisNotificationLevel.Error, "444455556666", [Title, Denied] },
        { CisNotificationLevel.Error, "555566667777", [] },
        { CisNotificationLevel.Info, "111122223333", [Title, Count(1), Fail] },
        { CisNotificationLevel.Verbose, "555566667777", [Title, Count(0), Pass] },
        { CisNotificationLevel.Error, "Steampipe", [Title, Broken] },
        { CisNotificationLevel.Verbose, "Steampipe", [Title, Count(1), Fail, Broken, Pass] },
    };

    public async ValueTask InitializeAsync()
    {
        FakeAccount[] accounts = [FakeAccounts.OneActiveKey("111122223333"), FakeAccounts.NoKey("555566667777"), FakeAccounts.NoKey("444455556666")];
        _services = await FakeServices.StartAsync();
        _aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = accounts, Topics = [new FakeTopic(SnsLab.Standard)] });
        _aws.Faults.Always("GetAccountSummary", FakeFault.Error(403, "AccessDenied", "not for you"), "444455556666");
        _session.With("notifiers", new Hashtable(StringComparer.Ordinal)
        {
            ["console"] = CisNotifier.Console,
            ["slack webhook"] = _services.Slack,
            ["slack token"] = _services.SlackApi,
            ["teams"] = _services.Teams,
            ["webhook"] = _services.SignedWebhook,
            ["email"] = EmailLab.NotifierFor(new SmtpScript(), _mail.Port),
            ["sns"] = SnsLab.NotifierFor(_aws.Url, SnsLab.Standard, accounts[0].UserCredential),
        });
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _services.DisposeAsync();
        await _mail.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public void Findings_and_removals_reach_a_notifier_in_one_message(string notifier)
    {
        object[] sent = [.. SampleRemovals.OneOfEach.Take(3), .. SampleDigests.OneOfEach, .. SampleRemovals.OneOfEach.Skip(3)];
        var digest = SampleRemovals.Digest(CisNotificationLevel.Verbose, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        var run = _session.With("sent", sent).Run("$sent | Send-CisNotification $notifiers[$args[0]] -NotificationLevel verbose", notifier);

        AssertTaken([.. digest.Messages.Select(message => message.Text)], run, notifier);
        Assert.Empty(run.Errors);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_level_without_lines_contacts_no_notifier()
    {
        object[] sent = [SampleDigests.Fail("111122223333"), SampleDigests.Pass("333344445555"), SampleRemovals.Deleted()];

        var run = _session.With("sent", sent).Run("$sent | Send-CisNotification @($notifiers.Values) -NotificationLevel error");
        var nothing = _session.Run("@() | Send-CisNotification @($notifiers.Values) -NotificationLevel verbose");

        Assert.Empty(run.Errors.Concat(nothing.Errors));
        Assert.Empty(run.Information.Concat(nothing.Information));
        Assert.Equal(0, _services.Requests.Count + _mail.Connections + _aws.Requests.CountOf("Publish"));
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task A_pipeline_sends_the_lines_of_its_level_to_every_notifier(CisNotificationLevel level, string source, string[] lines)
    {
        var parameters = source == "Steampipe"
            ? new Hashtable { ["Database"] = (await steampipe.SampleAsync("111122223333", "555566667777", "not for you")).Url() }
            : ModuleSession.AwsParameters(_aws.Url, _aws.Account(source).UserCredential);

        var run = _session.With("p", parameters).With("level", level)
            .Run("Invoke-CisPipeline cis_v400_1_4 @p -Notifier @($notifiers.Values) -NotificationLevel $level");

        AssertTaken(lines, run, [.. Services, "console"]);
        var errorId = lines.Contains(Broken) ? "QueryFailed" : lines.Contains(Denied) ? "AccessDenied" : null;
        Assert.Equal(errorId is null ? [] : [$"{errorId},RootKeyCompliance.Commands.InvokeCisPipelineCommand"], run.ErrorIds);
    }

    private static string Count(int failures) => $"Detected {failures} IAM root user(s) with access keys.";

    private void AssertTaken(string[] lines, SessionRun run, params string[] notifiers)
    {
        Assert.Equal(notifiers.Contains("console") ? lines : [], run.HostLines);
        foreach (var service in Services)
        {
            Assert.Equal(lines.Length > 0 && notifiers.Contains(service) ? [lines] : Array.Empty<string[]>(), Taken(service));
        }

        Assert.Equal(lines.Length > 0 ? notifiers.Count(name => name != "console") : 0, run.Information.Count(record => record.Tags.Contains(CisDelivery.Tag)));
    }

    /// <summary>The messages that a service has taken, each as the lines that its readers see.</summary>
    private IEnumerable<string[]> Taken(string service) => service switch
    {
        "slack webhook" => Posted("/services/"),
        "slack token" => Posted("/api/"),
        "teams" => Posted("/powerautomate/"),
        "webhook" => Posted("/hook"),
        "email" => _mail.Mails.Select(mail => mail.TextLines),
        _ => _aws.Topic(SnsLab.Standard).Published.Select(message => message.Message.Split('\n')),
    };

    private IEnumerable<string[]> Posted(string path) => _services.Requests
        .Where(request => request.Path.StartsWith(path, StringComparison.Ordinal))
        .Select(request => request.Kind == CisNotifierKind.Webhook
            ? [.. request.Json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!)]
            : new[] { request.Header }.Concat(request.Lines).ToArray());
}
