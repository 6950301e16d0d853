using System.Globalization;
using MimeKit;
using MimeKit.Text;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>One mail of a digest: the same each time it is tried, so that a mail that arrives twice is known as one.</summary>
internal sealed record EmailPart(int Number, int Count, CisNotification Digest, IReadOnlyList<CisMessage> Lines, DateTimeOffset Date)
    : LinesPart(Number, Count, Digest, Lines)
{
    // Servers commonly take 10 MB and more. Text stands in a mail twice, and encoding makes the more of it the less of it is ASCII.
    private const int Room = 1_000_000;
    private const int MostLines = 2_000;
    private const string NewLine = "\r\n";

    /// <summary>The digest in mails.</summary>
    internal static IReadOnlyList<EmailPart> Split(CisNotification digest, DateTimeOffset date)
    {
        var parts = Fill(digest.Messages, line => System.Text.Encoding.UTF8.GetByteCount(line.Text) + EmailHtml.Row(line).Length, Room, MostLines);
        return [.. parts.Select((lines, index) => new EmailPart(index + 1, parts.Count, digest, lines, date))];
    }

    internal MimeMessage ToMessage(EmailSettings settings)
    {
        var message = new MimeMessage
        {
            Subject = Labelled(settings.Subject ?? $"[RootKeyCompliance] {PlainText.OneLine(Digest.Title)}: {DigestSubject.Summary(Digest)}"),
            Date = Date.ToUniversalTime(),
            MessageId = MessageId(settings.From),
            Body = new MultipartAlternative
            {
                new TextPart(TextFormat.Plain) { Text = string.Join(NewLine, TextLines()) + NewLine },
                new TextPart(TextFormat.Html) { Text = EmailHtml.Page(Title, Digest.Benchmark, Lines, NewLine) },
            },
        };
        message.From.Add(settings.From);
        message.To.AddRange(settings.To);
        message.Cc.AddRange(settings.Cc);

        // So that nobody's absence is answered to the sender.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    /// <summary>The digest's own and the part's number, at the sender's domain: nothing of this machine.</summary>
    internal string MessageId(MailboxAddress from)
    {
        var domain = from.Domain;
        if (Uri.CheckHostName(domain) == UriHostNameType.Dns)
        {
            domain = new IdnMapping { AllowUnassigned = true }.GetAscii(domain);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Digest.Id:N}.{Number}@{(Uri.CheckHostName(domain) == UriHostNameType.Dns && domain.All(char.IsAscii) ? domain : "rootkeycompliance.invalid")}");
    }

    private string Labelled(string text) => Label.Length == 0 ? text : $"{text} {Label}";
}
