
namespace RootKeyCompliance.Tests;

/// <summary>
/// What is said at which level, of which status, to whom: the table of the levels, written out here once more and held against what the
/// services have received. Where a level has nothing to say, no service is turned to.
/// </summary>
public sealed class LevelTableTests(LevelTableLab lab) : IClassFixture<LevelTableLab>
{
    private const string Title = "1.4 Ensure no 'root' user account access key exists";

    private static readonly Dictionary<string, Parts> Levels = new(StringComparer.Ordinal)
    {
        ["error"] = new(Header: false, Count: false, Fail: false, Error: true, PassAndSkipped: false),
        ["info"] = new(Header: true, Count: true, Fail: true, Error: true, PassAndSkipped: false),
        ["verbose"] = new(Header: true, Count: true, Fail: true, Error: true, PassAndSkipped: true),
    };

    private static readonly string[] Notifiers = ["console", "slack webhook", "slack token", "teams", "email", "webhook", "sns"];

    /// <summary>Cases of Send-CisNotification: the findings that are piped in, in this order.</summary>
    private static readonly Dictionary<string, string[]> Sent = new(StringComparer.Ordinal)
    {
        ["FailActive"] = ["FailActive"],
        ["FailInactive"] = ["FailInactive"],
        ["FailUnknown"] = ["FailUnknown"],
        ["Error"] = ["Error"],
        ["Pass"] = ["Pass"],
        ["Skipped"] = ["Skipped"],
        ["everything but errors"] = ["Skipped", "FailInactive", "Pass", "FailActive"],
        ["everything"] = ["Pass", "Error", "FailUnknown", "Skipped", "FailActive", "FailInactive"],
    };

    private static readonly Dictionary<string, string> SentLines = new(StringComparer.Ordinal)
    {
        ["FailActive"] = "Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive).",
        ["FailInactive"] = "Detected IAM <root_account> [222233334444] with 1 access key(s) (0 active, 1 inactive).",
        ["FailUnknown"] = "Detected IAM <root_account> [333344445555] with access key(s).",
        ["Error"] = "Could not check account 444455556666 (sandbox): AccountAccessKeysPresent is 'many', which is not a whole number.",
        ["Pass"] = "Account 555566667777 (data): no root access key.",
        ["Skipped"] = "Account 666677778888 (old): not checked, the account is SUSPENDED.",
    };

    private static readonly Dictionary<string, string> AwsLines = new(StringComparer.Ordinal)
    {
        ["FailActive"] = SentLines["FailActive"],
        ["FailInactive"] = SentLines["FailInactive"],
        ["FailUnknown"] = SentLines["FailUnknown"],
        ["Error"] = "Could not check account 444455556666: Access to iam:GetAccountSummary was denied: not for you.",
        ["Pass"] = "Account 555566667777: no root access key.",
    };

    private static readonly Dictionary<string, string> SteampipeLines = new(StringComparer.Ordinal)
    {
        ["FailActive"] = SentLines["FailActive"],
        ["FailUnknown"] = SentLines["FailUnknown"],
        ["Error"] = "Could not check Steampipe 'bad': Steampipe reported an error (HV000): not for you.",
        ["Pass"] = "Account 555566667777: no root access key.",
    };

    public static TheoryData<string, string, string> SentCases => Cases(Sent.Keys);

    public static TheoryData<string, string, string> AwsCases => Cases(AwsLines.Keys);

    public static TheoryData<string, string> SteampipeCases
        => new(from level in Levels.Keys from notifier in Notifiers select (level, notifier));

    public static TheoryData<string> EveryLevel => new(Levels.Keys);

    [Theory]
    [MemberData(nameof(SentCases))]
    public void Sent_findings_say_what_the_table_says(string level, string found, string notifier)
    {
        lab.Session.With("statuses", Sent[found]);

        AssertSaid(
            Expected(level, Sent[found], SentLines), notifier,
            () => lab.Session.Run(
                "$found[$statuses] | Send-CisNotification $notifiers[$args[0]] -NotificationLevel $args[1]", notifier, level));
    }

    [Theory]
    [MemberData(nameof(AwsCases))]
    public void A_pipeline_over_AWS_says_what_the_table_says(string level, string status, string notifier)
        => AssertSaid(
            Expected(level, [status], AwsLines), notifier,
            () => lab.Session.Run(
                "$p = $accounts[$args[0]]; Invoke-CisPipeline cis_v400_1_4 @p -Notifier $notifiers[$args[1]] -NotificationLevel $args[2]",
                status, notifier, level),
            status == "Error" ? ["AccessDenied,RootKeyCompliance.Commands.InvokeCisPipelineCommand"] : []);

    [Theory]
    [MemberData(nameof(SteampipeCases))]
    public async Task A_pipeline_over_Steampipe_says_what_the_table_says_in_one_digest(string level, string notifier)
    {
        var database = await lab.DatabaseAsync();

        AssertSaid(
            Expected(level, [.. SteampipeLines.Keys], SteampipeLines), notifier,
            () => lab.Session.Run(
                "Invoke-CisPipeline cis_v400_1_4 -Database $args[0] -Notifier $notifiers[$args[1]] -NotificationLevel $args[2]",
                database, notifier, level),
            "QueryFailed,RootKeyCompliance.Commands.InvokeCisPipelineCommand");
    }

    [Theory]
    [MemberData(nameof(EveryLevel))]
    public void No_findings_are_no_message_to_anybody(string level)
    {
        var before = lab.Contacts;

        var run = lab.Session.Run("@() | Send-CisNotification @($notifiers.Values) -NotificationLevel $args[0]", level);

        Assert.Empty(run.Errors);
        Assert.Empty(run.Information);
        Assert.Equal(before, lab.Contacts);
    }

    private static TheoryData<string, string, string> Cases(IEnumerable<string> statuses)
        => new(from level in Levels.Keys from status in statuses from notifier in Notifiers select (level, status, notifier));

    /// <summary>Header, count, failures, errors, the rest: that order, and within a group the one in which they came.</summary>
    private static string[] Expected(string level, string[] statuses, Dictionary<string, string> lines)
    {
        var row = Levels[level];
        var failures = statuses.Where(status => status.StartsWith("Fail", StringComparison.Ordinal)).ToList();
        var errors = statuses.Where(status => status == "Error").ToList();
        var others = statuses.Except(failures, StringComparer.Ordinal).Except(errors, StringComparer.Ordinal);
        return
        [
            .. row.Header || errors.Count > 0 ? new[] { Title } : [],
            .. row.Count ? new[] { $"Detected {failures.Count} IAM root user(s) with access keys." } : [],
            .. (row.Fail ? failures : []).Select(status => lines[status]),
            .. (row.Error ? errors : []).Select(status => lines[status]),
            .. (row.PassAndSkipped ? others : []).Select(status => lines[status]),
        ];
    }

    private void AssertSaid(string[] expected, string notifier, Func<SessionRun> send, params string[] errorIds)
    {
        var messages = lab.Taken(notifier).Count;
        var contacts = lab.Contacts;

        var run = send();

        Assert.Equal(errorIds, run.ErrorIds);
        Assert.Empty(run.Output);
        var isConsole = notifier == "console";
        Assert.Equal(isConsole ? expected : [], run.HostLines);
        var isService = !isConsole && expected.Length > 0;
        Assert.Equal(isService ? [expected] : Array.Empty<string[]>(), lab.Taken(notifier).Skip(messages));
        Assert.Equal(isService ? 1 : 0, lab.Contacts - contacts);
        Assert.Equal(isService ? 1 : 0, run.Information.Count(record => record.Tags.Contains(CisDelivery.Tag)));
    }

    /// <summary>Which parts a level has. A header that it has not stands beside an error all the same.</summary>
    private sealed record Parts(bool Header, bool Count, bool Fail, bool Error, bool PassAndSkipped);
}
