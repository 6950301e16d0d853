using System.Net;
using System.Text.RegularExpressions;
using MimeKit;

namespace RootKeyCompliance.Tests;

/// <summary>The content of a mail.</summary>
public sealed partial class EmailMessageTests
{
    private const string Subject = $"[RootKeyCompliance] {SampleDigests.Title}: ";

    private static readonly char[] Separators = [' ', '@', '<', '>', '[', ']', '\r', '\n'];

    [Fact]
    public async Task A_mail_has_the_lines_as_text_and_findings_and_removals_as_tables()
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        var mail = await TakenAsync(digest);

        var message = mail.Parse();
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), message.Date);
        Assert.Equal(TimeSpan.Zero, message.Date.Offset);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal("text/plain text/html", string.Join(' ', Assert.IsType<MultipartAlternative>(message.Body).Select(part => part.ContentType.MimeType)));
        Assert.Equal(digest.Messages.Select(line => line.Text), mail.TextLines, StringComparer.Ordinal);
        Assert.Equal(["Status Severity Account Name Finding", "Outcome Key Account Name Detail"], Heads(mail.Html), StringComparer.Ordinal);
        Assert.Equal(
            [
                ["Fail", "Critical", "111122223333", "", digest.Messages[2].Text],
                ["Error", "Unknown", "444455556666", "sandbox", digest.Messages[3].Text],
                ["Deleted", SampleRemovals.Key, "666666666666", "prod", digest.Messages[5].Text],
                ["Failed", SampleRemovals.Key, "444444444444", "sandbox", digest.Messages[6].Text],
                ["Refused", SampleRemovals.Key, "222222222222", "data", digest.Messages[7].Text],
            ],
            Rows(mail.Html));
        Assert.Contains("<p>Detected 1 IAM root user(s) with access keys.</p>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("<p>Deleted 1 root access key(s).</p>", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)(src|href|url|@import|<script|<img|<link)", mail.Html);
    }

    [Fact]
    public async Task A_mail_of_removals_alone_has_one_table_and_does_not_mention_findings()
    {
        var mail = await TakenAsync(SampleRemovals.Digest(CisNotificationLevel.Verbose, [SampleRemovals.Of(CisRemovalOutcome.AlreadyGone, key: null)]));

        Assert.Equal(["Outcome Key Account Name Detail"], Heads(mail.Html), StringComparer.Ordinal);
        Assert.Equal([["AlreadyGone", "", "111122223333", "", "Account 111122223333 has no root access key."]], Rows(mail.Html));
        Assert.DoesNotContain("Detected", mail.Text, StringComparison.Ordinal);
        Assert.Equal($"{Subject}0 root access key(s) deleted", mail.Subject);
    }

    [Theory]
    [InlineData(CisNotificationLevel.Info, true, false, "1 root user(s) with access keys, 1 account(s) could not be checked")]
    [InlineData(CisNotificationLevel.Error, true, false, "1 account(s) could not be checked")]
    [InlineData(CisNotificationLevel.Info, false, true, "1 root access key(s) deleted, 1 key(s) could not be deleted")]
    [InlineData(CisNotificationLevel.Error, false, true, "1 key(s) could not be deleted")]
    [InlineData(
        CisNotificationLevel.Info, true, true,
        "1 root user(s) with access keys, 1 account(s) could not be checked, 1 root access key(s) deleted, 1 key(s) could not be deleted")]
    [InlineData(CisNotificationLevel.Error, true, true, "1 account(s) could not be checked, 1 key(s) could not be deleted")]
    public async Task The_subject_counts_what_the_level_includes(CisNotificationLevel level, bool hasFindings, bool hasRemovals, string subject)
    {
        var digest = SampleRemovals.Digest(level, hasRemovals ? SampleRemovals.OneOfEach : [], hasFindings ? SampleDigests.OneOfEach : []);

        Assert.Equal(Subject + subject, (await TakenAsync(digest)).Subject);
    }

    [Fact]
    public async Task The_subject_without_errors_counts_only_keys()
        => Assert.Equal(
            $"{Subject}0 root user(s) with access keys",
            (await TakenAsync(SampleDigests.Of(CisNotificationLevel.Info, [SampleDigests.Pass("111122223333")]))).Subject);

    [Theory]
    [InlineData("Schlüssel 😀 gefunden")]
    [InlineData("A subject that is far too long for one line of a header and so has to be folded into several of them without a loss of anything")]
    public async Task A_subject_that_is_set_arrives_as_it_is(string subject)
    {
        var mail = await TakenAsync(SampleDigests.Small, (NotifierSetting.Subject, [subject]));

        Assert.Equal(subject, mail.Parse().Subject);
        Assert.All(mail.Headers, character => Assert.True(char.IsAscii(character)));
    }

    [Theory]
    [InlineData("subject", "one\r\nBcc: eve@example.com")]
    [InlineData("from", "a\r\nBcc: eve@example.com <alerts@example.com>")]
    [InlineData("to", "ann@example.org\r\nBcc: eve@example.com")]
    public void Line_breaks_are_refused_in_headers(string setting, string text)
    {
        var known = NotifierSetting.Of(CisNotifierKind.Email).Single(candidate => candidate.Name == setting);

        Assert.Equal("NotifierInvalid", Assert.Throws<CisException>(() => NotifierRules.Check(EmailLab.NotifierFor(new SmtpScript(), 25, (known, [text])))).Fault.ErrorId);
    }

    [Fact]
    public async Task An_encoded_line_break_in_a_subject_adds_no_header()
    {
        var mail = await TakenAsync(SampleDigests.Small, (NotifierSetting.Subject, ["=?utf-8?q?X=0D=0ABcc=3A_eve=40example.com?="]));

        Assert.Contains("\r\nSubject: =?utf-8?q?X=0D=0ABcc=3A_eve=40example.com?=\r\n", mail.Headers, StringComparison.Ordinal);
        Assert.Equal(["ann@example.org"], mail.Recipients);
    }

    [Fact]
    public async Task An_encoded_line_break_in_a_senders_name_adds_no_header()
    {
        var mail = await TakenAsync(SampleDigests.Small, (NotifierSetting.From, ["=?utf-8?q?=0D=0ABcc=3A_eve=40example.com?= <alerts@example.com>"]));

        Assert.Equal("alerts@example.com", mail.Sender);
        Assert.DoesNotContain("\nBcc", mail.Headers, StringComparison.OrdinalIgnoreCase);
        Assert.Single(mail.Parse().From);
    }

    [Fact]
    public async Task A_hostile_name_is_shown_as_it_is_and_does_nothing()
    {
        var digest = SampleRemovals.Digest(
            CisNotificationLevel.Verbose,
            HostileNames.All.Select(name => SampleRemovals.Of(CisRemovalOutcome.Failed, name, name, key: name)),
            HostileNames.All.Select(name => SampleDigests.Pass("111122223333", name)));

        var mail = await TakenAsync(digest);

        Assert.Equal(
            "Auto-Submitted Date From MIME-Version Message-Id Subject To X-Auto-Response-Suppress",
            string.Join(' ', mail.Parse().Headers.Select(header => header.Field).Order(StringComparer.Ordinal)));
        Assert.Equal(["ann@example.org"], mail.Recipients);
        Assert.Equal($"{Subject}0 root user(s) with access keys, 0 root access key(s) deleted, 6 key(s) could not be deleted", mail.Subject);
        Assert.Equal(digest.Messages.Select(line => line.Text), mail.TextLines, StringComparer.Ordinal);
        var shown = HostileNames.All.Select(PlainText.OneLine).ToList();
        var rows = Rows(mail.Html);
        Assert.Equal([.. shown, .. shown], rows.Select(row => row[3]), StringComparer.Ordinal);
        Assert.Equal(shown, rows.Skip(shown.Count).Select(row => row[2]), StringComparer.Ordinal);
        Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069\u2028\0]", mail.Html);
        Assert.DoesNotMatch("(?i)<(script|img)", mail.Html);
        Assert.All(mail.Text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }

    [Fact]
    public async Task A_whole_key_id_is_sent_masked()
    {
        var mail = await TakenAsync(
            SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Of(CisRemovalOutcome.Deleted, key: SampleFindings.WholeKeyId)]));

        Assert.Equal("AKIA…MPLE", Rows(mail.Html)[0][1]);
        Assert.All([mail.Html, .. mail.TextLines], text => Assert.DoesNotContain("IOSFODNN", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_keeps_its_id_when_it_is_tried_again_and_another_digest_has_another()
    {
        var digest = SampleDigests.Small;
        await using var lab = new EmailLab(new SmtpScript());

        var first = await lab.SendAsync(digest);
        var again = await lab.SendAsync(digest.Undelivered(lab.Notifier, 0));
        var other = await lab.SendAsync(SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.OneOfEach));

        Assert.Equal(first.MessageIds, again.MessageIds);
        Assert.NotEqual(first.MessageIds, other.MessageIds);
        Assert.EndsWith("@example.com", Assert.Single(first.MessageIds), StringComparison.Ordinal);
        var words = lab.Server.Mails.Select(mail => mail.Text).Concat(lab.Server.Commands).SelectMany(text => text.Split(Separators));
        Assert.DoesNotContain(Environment.MachineName, words, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("alerts@bücher.example", "@xn--bcher-kva.example")]
    [InlineData("root@localhost", "@localhost")]
    [InlineData("root@[127.0.0.1]", "@rootkeycompliance.invalid")]
    public async Task The_message_id_has_the_domain_of_the_sender(string from, string end)
        => Assert.EndsWith(end, (await TakenAsync(SampleDigests.Small, (NotifierSetting.From, [from]))).Parse().MessageId, StringComparison.Ordinal);

    [Fact]
    public async Task Addresses_beyond_ASCII_are_refused_where_the_server_does_not_take_them()
    {
        foreach (var takes in new[] { true, false })
        {
            await using var lab = new EmailLab(new SmtpScript { Extensions = takes ? ["8BITMIME", "SMTPUTF8"] : ["8BITMIME"] });
            lab.Notifier = lab.Notifier.With(NotifierSetting.To, "jürgen@example.org");

            var outcome = await lab.SendAsync(SampleDigests.Small);

            Assert.Equal(takes ? null : "MessageRefused", outcome.Fault?.ErrorId);
            Assert.Equal(takes ? 1 : 0, lab.Server.Mails.Count);
        }
    }

    private static async Task<TakenMail> TakenAsync(CisNotification digest, params (NotifierSetting, string[])[] settings)
    {
        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = EmailLab.NotifierFor(new SmtpScript(), lab.Server.Port, settings);
        var outcome = await lab.SendAsync(digest);
        Assert.Null(outcome.Fault);
        return Assert.Single(lab.Server.Mails);
    }

    private static IEnumerable<string> Heads(string html) => html.Split("<thead><tr>").Skip(1).Select(head => string.Join(
        ' ', HeadCell().Matches(head[..head.IndexOf("</tr>", StringComparison.Ordinal)]).Select(cell => cell.Groups["text"].Value)));

    /// <summary>What a reader sees in the cells.</summary>
    private static List<string[]> Rows(string html)
        => [.. Row().Matches(html).Select(row => Cell().Matches(row.Value).Select(cell => WebUtility.HtmlDecode(cell.Groups["text"].Value)).ToArray()).Where(row => row.Length > 0)];

    [GeneratedRegex("<th scope=\"col\">(?<text>[^<]*)</th>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HeadCell();

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();

    [GeneratedRegex("<td><bdi>(?<text>[^<]*)</bdi></td>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Cell();
}
