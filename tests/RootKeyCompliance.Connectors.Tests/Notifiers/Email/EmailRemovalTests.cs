using MimeKit;

namespace RootKeyCompliance.Tests;

/// <summary>Removals in mails: as text, and as a table beside that of the findings.</summary>
public sealed class EmailRemovalTests
{
    private const string Subject = $"[RootKeyCompliance] {SampleDigests.Title}: ";

    [Fact]
    public async Task A_mail_has_the_lines_as_text_and_findings_and_removals_as_tables()
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        var mail = await EmailMessageTests.TakenAsync(digest);

        Assert.Equal(digest.Messages.Select(line => line.Text), mail.TextLines, StringComparer.Ordinal);
        Assert.Equal("text/plain text/html", string.Join(' ', Assert.IsType<MultipartAlternative>(mail.Parse().Body).Select(part => part.ContentType.MimeType)));
        Assert.Equal(["Status Severity Account Name Finding", "Outcome Key Account Name Detail"], Heads(mail.Html), StringComparer.Ordinal);
        Assert.Equal(
            [
                ["Fail", "Critical", "111122223333", "", digest.Messages[2].Text],
                ["Error", "Unknown", "444455556666", "sandbox", digest.Messages[3].Text],
                ["Deleted", SampleRemovals.Key, "666666666666", "prod", digest.Messages[5].Text],
                ["Failed", SampleRemovals.Key, "444444444444", "sandbox", digest.Messages[6].Text],
                ["Refused", SampleRemovals.Key, "222222222222", "data", digest.Messages[7].Text],
            ],
            EmailMessageTests.Rows(mail.Html));
        Assert.Contains("<p>Deleted 1 root access key(s).</p>", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)(src|href|url|@import|<script|<img|<link)", mail.Html);
    }

    [Fact]
    public async Task Removals_alone_have_one_table_and_no_word_of_findings()
    {
        var mail = await EmailMessageTests.TakenAsync(SampleRemovals.Digest(CisNotificationLevel.Verbose, [SampleRemovals.Of(CisRemovalOutcome.AlreadyGone, key: null)]));

        Assert.Equal(["Outcome Key Account Name Detail"], Heads(mail.Html), StringComparer.Ordinal);
        Assert.Equal([["AlreadyGone", "", "111122223333", "", "Account 111122223333 has no root access key."]], EmailMessageTests.Rows(mail.Html));
        Assert.DoesNotContain("Detected", mail.Text, StringComparison.Ordinal);
        Assert.Equal($"{Subject}0 root access key(s) deleted", mail.Parse().Subject);
    }

    [Theory]
    [InlineData(CisNotificationLevel.Info, false, "1 root access key(s) deleted, 1 key(s) could not be deleted")]
    [InlineData(CisNotificationLevel.Error, false, "1 key(s) could not be deleted")]
    [InlineData(CisNotificationLevel.Info, true, "1 root user(s) with access keys, 1 account(s) could not be checked, 1 root access key(s) deleted, 1 key(s) could not be deleted")]
    [InlineData(CisNotificationLevel.Error, true, "1 account(s) could not be checked, 1 key(s) could not be deleted")]
    public async Task The_subject_says_what_the_level_speaks_of(CisNotificationLevel level, bool hasFindings, string subject)
    {
        var mail = await EmailMessageTests.TakenAsync(SampleRemovals.Digest(level, SampleRemovals.OneOfEach, hasFindings ? SampleDigests.OneOfEach : []));

        Assert.Equal(Subject + subject, mail.Parse().Subject);
    }

    [Theory]
    [InlineData(SampleDigest.HostileName)]
    [InlineData("a\u202Eb\u2066c")]
    [InlineData(".\r\n.\r\n")]
    [InlineData("</bdi></td></tr></table><table><tr><td>Deleted")]
    public async Task Names_are_no_more_than_names(string name)
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Deleted(name: name), SampleRemovals.Of(CisRemovalOutcome.Failed, name, name, key: name)]);

        var mail = await EmailMessageTests.TakenAsync(digest);

        Assert.Equal(["ann@example.org"], mail.Recipients);
        Assert.Equal(digest.Messages.Select(line => line.Text), mail.TextLines, StringComparer.Ordinal);
        Assert.Equal($"{Subject}1 root access key(s) deleted, 1 key(s) could not be deleted", mail.Parse().Subject);
        var shown = PlainText.OneLine(name);
        Assert.Equal(
            [
                ["Deleted", SampleRemovals.Key, "111122223333", shown, digest.Messages[2].Text],
                ["Failed", shown, shown, shown, digest.Messages[3].Text],
            ],
            EmailMessageTests.Rows(mail.Html));
        Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069\u2028\0]", mail.Html);
        Assert.DoesNotMatch("(?i)<(script|img)", mail.Html);
    }

    [Fact]
    public async Task A_key_id_that_came_unmasked_leaves_masked()
    {
        var mail = await EmailMessageTests.TakenAsync(SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Of(CisRemovalOutcome.Deleted, key: "AKIAIOSFODNN7EXAMPLE")]));

        Assert.Equal("AKIA…MPLE", EmailMessageTests.Rows(mail.Html)[0][1]);
        Assert.All([mail.Html, .. mail.TextLines], text => Assert.DoesNotContain("IOSFODNN", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thousands_of_removals_are_a_few_mails_and_none_is_lost()
    {
        await using var lab = new EmailLab(new SmtpScript());
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(5_000, "漢字 & <co>"));

        var outcome = await lab.SendAsync(digest);

        Assert.Equal((null, 3, 3), (outcome.Fault, outcome.Parts, lab.Server.Mails.Count));
        Assert.Equal(
            digest.Messages.Skip(1).Select(line => line.Text), lab.Server.Mails.SelectMany(mail => mail.TextLines.Skip(1)), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(SampleDigests.Id), lab.Server.Mails.SelectMany(mail => EmailMessageTests.Rows(mail.Html)).Select(row => row[2]), StringComparer.Ordinal);
        Assert.All(lab.Server.Mails, mail => Assert.StartsWith($"{Subject}5000 root access key(s) deleted (", mail.Parse().Subject, StringComparison.Ordinal));
        Assert.All(lab.Server.Mails, mail => Assert.InRange(mail.Text.Length, 1, 10_000_000));
    }

    private static IEnumerable<string> Heads(string html) => html.Split("<thead><tr>").Skip(1)
        .Select(head => string.Join(' ', head[..head.IndexOf("</tr>", StringComparison.Ordinal)].Split("<th scope=\"col\">").Skip(1).Select(cell => cell.Replace("</th>", "", StringComparison.Ordinal))));
}
