using System.Net;
using System.Text.RegularExpressions;
using MimeKit;

namespace RootKeyCompliance.Tests;

/// <summary>What stands in a mail.</summary>
public sealed partial class EmailMessageTests
{
    private static readonly char[] Separators = [' ', '@', '<', '>', '[', ']', '\r', '\n'];

    [Fact]
    public async Task A_mail_has_the_lines_as_text_and_as_a_table()
    {
        var mail = await TakenAsync(SampleDigest.Mixed);
        var message = mail.Parse();

        Assert.Equal(
            "[RootKeyCompliance] 1.4 Ensure no 'root' user account access key exists: 1 root user(s) with access keys, 1 account(s) could not be checked",
            message.Subject);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), message.Date);
        Assert.Equal(TimeSpan.Zero, message.Date.Offset);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal(SampleDigest.Mixed.Messages.Select(line => line.Text).ToArray(), mail.TextLines);
        var body = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal("text/plain text/html", string.Join(' ', body.Select(part => part.ContentType.MimeType)));

        var rows = Rows(mail.Html);
        Assert.Equal(3, rows.Count);
        Assert.Equal(["Fail", "Critical", "111122223333", "payments & <co>", SampleDigest.Mixed.Messages[2].Text], rows[0]);
        Assert.Equal("Error", rows[1][0]);
        Assert.Equal("Pass", rows[2][0]);
        Assert.Contains("<p>Detected 1 IAM root user(s) with access keys.</p>", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)(src|href|url|@import|<script|<img|<link)", mail.Html);
        Assert.All(mail.Text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }

    [Theory]
    [InlineData(CisNotificationLevel.Info, "[RootKeyCompliance] 1.4 Ensure no 'root' user account access key exists: 0 root user(s) with access keys")]
    [InlineData(CisNotificationLevel.Error, "[RootKeyCompliance] 1.4 Ensure no 'root' user account access key exists: 1 account(s) could not be checked")]
    public async Task The_subject_says_what_the_level_speaks_of(CisNotificationLevel level, string subject)
    {
        var accounts = level == CisNotificationLevel.Error ? SampleDigest.Broken("111122223333") : SampleDigest.Passing("111122223333");

        Assert.Equal(subject, (await TakenAsync(SampleDigest.Of(level, accounts))).Parse().Subject);
    }

    [Theory]
    [InlineData("Schlüssel 😀 gefunden")]
    [InlineData("A subject that is far too long for one line of a header and so has to be folded into several of them without a loss of anything")]
    public async Task A_subject_of_ones_own_arrives_as_it_is(string subject)
    {
        var mail = await TakenAsync(SampleDigest.Short(), (NotifierSetting.Subject, [subject]));

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
    public async Task A_subject_cannot_be_more_than_a_subject()
    {
        var mail = await TakenAsync(SampleDigest.Short(), (NotifierSetting.Subject, ["=?utf-8?q?X=0D=0ABcc=3A_eve=40example.com?="]));

        Assert.Contains("\r\nSubject: =?utf-8?q?X=0D=0ABcc=3A_eve=40example.com?=\r\n", mail.Headers, StringComparison.Ordinal);
        Assert.Equal(["ann@example.org"], mail.Recipients);
    }

    [Fact]
    public async Task The_name_of_a_sender_cannot_be_more_than_a_name()
    {
        var mail = await TakenAsync(SampleDigest.Short(), (NotifierSetting.From, ["=?utf-8?q?=0D=0ABcc=3A_eve=40example.com?= <alerts@example.com>"]));

        Assert.Equal("alerts@example.com", mail.Sender);
        Assert.DoesNotContain("\nBcc", mail.Headers, StringComparison.OrdinalIgnoreCase);
        Assert.Single(mail.Parse().From);
    }

    [Theory]
    [InlineData(SampleDigest.HostileName)]
    [InlineData("a\u202Eb\u2066c")]
    [InlineData("😀🇩🇪 漢字 שלום")]
    [InlineData("{10000}")]
    [InlineData(".\r\n.\r\n")]
    [InlineData("</bdi></td></tr></table><table><tr><td>Pass")]
    public async Task Names_are_no_more_than_names(string name)
    {
        name = name.Replace("{10000}", new string('n', 10_000), StringComparison.Ordinal);
        var digest = SampleDigest.Of(CisNotificationLevel.Verbose, SampleDigest.Failing("111122223333", name), SampleDigest.Passing("222233334444", name));

        var mail = await TakenAsync(digest);
        var message = mail.Parse();

        Assert.Equal(
            "Auto-Submitted Date From MIME-Version Message-Id Subject To X-Auto-Response-Suppress",
            string.Join(' ', message.Headers.Select(header => header.Field).Order(StringComparer.Ordinal)));
        Assert.Equal(["ann@example.org"], mail.Recipients);
        Assert.Equal(digest.Messages.Select(line => line.Text).ToArray(), mail.TextLines);
        Assert.Equal(await SubjectOfNamelessAsync(), mail.Subject);
        var rows = Rows(mail.Html);
        Assert.Equal([PlainText.OneLine(name), PlainText.OneLine(name)], rows.Select(row => row[3]).ToArray());
        Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069\u2028\0]", mail.Html);
        Assert.DoesNotMatch("(?i)<(script|img)", mail.Html);
        Assert.All(mail.Text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }

    [Fact]
    public async Task A_mail_keeps_its_id_when_it_is_tried_again_and_another_digest_has_another()
    {
        var digest = SampleDigest.Short();
        await using var lab = new EmailLab(new SmtpScript());

        var first = await lab.SendAsync(digest);
        var again = await lab.SendAsync(digest.Undelivered(lab.Notifier, 0));
        var other = await lab.SendAsync(SampleDigest.Short());

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
    public async Task The_id_stands_at_the_senders_domain(string from, string end)
        => Assert.EndsWith(end, (await TakenAsync(SampleDigest.Short(), (NotifierSetting.From, [from]))).Parse().MessageId, StringComparison.Ordinal);

    [Fact]
    public async Task Addresses_beyond_ASCII_are_refused_where_the_server_does_not_take_them()
    {
        foreach (var takes in new[] { true, false })
        {
            await using var lab = new EmailLab(new SmtpScript { Extensions = takes ? ["8BITMIME", "SMTPUTF8"] : ["8BITMIME"] });
            lab.Notifier = lab.Notifier.With(NotifierSetting.To, "jürgen@example.org");

            var outcome = await lab.SendAsync(SampleDigest.Short());

            Assert.Equal(takes ? null : "MessageRefused", outcome.Fault?.ErrorId);
            Assert.Equal(takes ? 1 : 0, lab.Server.Mails.Count);
        }
    }

    internal static async Task<TakenMail> TakenAsync(CisNotification digest, params (NotifierSetting, string[])[] settings)
    {
        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = EmailLab.NotifierFor(new SmtpScript(), lab.Server.Port, settings);
        var outcome = await lab.SendAsync(digest);
        Assert.Null(outcome.Fault);
        return Assert.Single(lab.Server.Mails);
    }

    private static async Task<string> SubjectOfNamelessAsync()
        => (await TakenAsync(SampleDigest.Of(CisNotificationLevel.Verbose, SampleDigest.Failing("111122223333"), SampleDigest.Passing("222233334444")))).Subject;

    /// <summary>What a reader sees in the cells.</summary>
    internal static List<string[]> Rows(string html)
        => [.. Row().Matches(html).Select(row => Cell().Matches(row.Value).Select(cell => WebUtility.HtmlDecode(cell.Groups["text"].Value)).ToArray()).Where(row => row.Length > 0)];

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();

    [GeneratedRegex("<td><bdi>(?<text>[^<]*)</bdi></td>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Cell();
}
