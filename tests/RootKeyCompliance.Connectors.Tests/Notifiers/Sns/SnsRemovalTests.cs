using System.Text;
using RootKeyCompliance.Connectors.Notifiers.Sns;

namespace RootKeyCompliance.Tests;

/// <summary>Removals to topics.</summary>
public sealed class SnsRemovalTests
{
    [Theory]
    [InlineData(CisNotificationLevel.Info, "1 root access key(s) deleted, 1 key(s) could not be deleted: 1.4 Ensure no 'root' user account a...")]
    [InlineData(CisNotificationLevel.Error, "1 key(s) could not be deleted: 1.4 Ensure no 'root' user account access key exists")]
    public async Task Removals_are_one_message_with_a_subject_of_their_own(CisNotificationLevel level, string subject)
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(level, SampleRemovals.OneOfEach);

        var outcome = await lab.SendAsync(digest);

        Assert.Null(outcome.Fault);
        var taken = Assert.Single(lab.Topic.Published);
        Assert.Equal(string.Join('\n', digest.Messages.Select(line => line.Text)), taken.Message);
        Assert.Equal(subject, taken.Subject);
    }

    [Fact]
    public async Task A_hostile_name_is_one_line_of_the_message_and_not_in_the_subject()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Deleted(name: SampleDigest.HostileName)]);

        Assert.Null((await lab.SendAsync(digest)).Fault);

        var taken = Assert.Single(lab.Topic.Published);
        Assert.Equal(3, taken.Message.Split('\n').Length);
        Assert.Equal(digest.Messages[2].Text, taken.Message.Split('\n')[2]);
        Assert.DoesNotContain(taken.Message, character => char.IsControl(character) && character != '\n');
        Assert.Equal($"1 root access key(s) deleted: {SampleDigests.Title}", taken.Subject);
    }

    [Fact]
    public async Task Thousands_of_removals_are_a_few_messages_and_none_is_lost()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(6_000, "漢字"));

        var outcome = await lab.SendAsync(digest);

        Assert.Null(outcome.Fault);
        Assert.InRange(lab.Topic.Published.Count, 2, 4);
        Assert.All(lab.Topic.Published, taken => Assert.InRange(Encoding.UTF8.GetByteCount(taken.Message), 1, SnsPart.Limit));
        Assert.All(lab.Topic.Published, taken => Assert.InRange(taken.Subject!.Length, 1, 99));
        Assert.Equal(digest.Messages.Skip(1).Select(line => line.Text), lab.Topic.Published.SelectMany(taken => taken.Message.Split('\n').Skip(1)), StringComparer.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, outcome.Parts).Select(part => $"{SampleDigests.Title} ({part} of {outcome.Parts})"),
            lab.Topic.Published.Select(taken => taken.Message.Split('\n')[0]), StringComparer.Ordinal);
    }
}
