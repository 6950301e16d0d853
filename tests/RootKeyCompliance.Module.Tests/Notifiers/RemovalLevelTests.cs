
namespace RootKeyCompliance.Tests;

/// <summary>Removals at each level to each service, through the module. The lines themselves: RemovalMessagesTests.</summary>
public sealed class RemovalLevelTests(LevelTableLab lab) : IClassFixture<LevelTableLab>
{
    private static readonly string[] Notifiers = ["console", "slack webhook", "slack token", "teams", "email", "webhook", "sns"];

    private static readonly Dictionary<string, object[]> Sent = new(StringComparer.Ordinal)
    {
        ["all removals"] = [.. SampleRemovals.OneOfEach],
        ["removals without a failure"] = [.. SampleRemovals.OneOfEach.Where(removal => removal.Outcome != CisRemovalOutcome.Failed)],
        ["a failure"] = [SampleRemovals.Of(CisRemovalOutcome.Failed, name: "prod")],
        ["both"] = [.. SampleRemovals.OneOfEach.Take(3), .. SampleDigests.OneOfEach, .. SampleRemovals.OneOfEach.Skip(3)],
    };

    public static TheoryData<CisNotificationLevel, string, string> Cases
        => new(from level in Enum.GetValues<CisNotificationLevel>() from sent in Sent.Keys from notifier in Notifiers select (level, sent, notifier));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Everybody_is_told_the_lines_in_one_message_or_nothing_at_all(CisNotificationLevel level, string sent, string notifier)
    {
        string[] expected = [.. SampleRemovals.Digest(level, Sent[sent].OfType<CisKeyRemoval>(), Sent[sent].OfType<CisFinding>()).Messages.Select(message => message.Text)];
        var messages = lab.Taken(notifier).Count;
        var contacts = lab.Contacts;

        var run = lab.Session.With("sent", Sent[sent]).Run("$sent | Send-CisNotification $notifiers[$args[0]] -NotificationLevel $args[1]", notifier, $"{level}");

        Assert.Empty(run.Errors);
        Assert.Empty(run.Output);
        var isConsole = notifier == "console";
        var isService = !isConsole && expected.Length > 0;
        Assert.Equal(isConsole ? expected : [], run.HostLines);
        Assert.Equal(isService ? [expected] : Array.Empty<string[]>(), lab.Taken(notifier).Skip(messages));
        Assert.Equal(isService ? 1 : 0, lab.Contacts - contacts);
    }

    /// <summary>The table above would prove nothing if level error had nothing to say, or always something.</summary>
    [Fact]
    public void Level_error_is_silent_in_one_case_and_not_in_the_others()
        => Assert.Equal(
            ["removals without a failure"],
            Sent.Where(pair => SampleRemovals.Digest(CisNotificationLevel.Error, pair.Value.OfType<CisKeyRemoval>(), pair.Value.OfType<CisFinding>()).Messages.Length == 0)
                .Select(pair => pair.Key), StringComparer.Ordinal);
}
