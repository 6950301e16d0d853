using System.Globalization;
using MimeKit;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>An Email notifier's settings, read. Holds a password: no record, which would print it.</summary>
internal sealed class EmailSettings
{
    private readonly IReadOnlyList<string> _toldElsewhere;

    /// <exception cref="CisException">A setting cannot be what it should be.</exception>
    internal EmailSettings(CisNotifier notifier)
    {
        _toldElsewhere = notifier.ToldElsewhere;
        Server = notifier.Text(NotifierSetting.SmtpServer)!.Trim('[', ']');
        Security = notifier.Text(NotifierSetting.Security) is { } security ? Enum.Parse<CisMailSecurity>(security, ignoreCase: true) : CisMailSecurity.StartTls;
        Port = notifier.Text(NotifierSetting.Port) is { } port
            ? int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture)
            : Security switch
            {
                CisMailSecurity.Tls => 465,
                CisMailSecurity.None => 25,
                _ => 587,
            };
        From = Mailboxes(notifier, NotifierSetting.From) is [var sender]
            ? sender
            : throw new CisException(CisFaults.NotifierInvalid(notifier.Kind, NotifierSetting.From.Name, "is not one mail address."));
        To = Mailboxes(notifier, NotifierSetting.To);
        Cc = Mailboxes(notifier, NotifierSetting.Cc);
        Bcc = Mailboxes(notifier, NotifierSetting.Bcc);
        Subject = notifier.Text(NotifierSetting.Subject);
        UserName = notifier.Text(NotifierSetting.SmtpUserName);
        Password = notifier.Text(NotifierSetting.SmtpPassword);
    }

    internal string Server { get; }

    internal int Port { get; }

    internal CisMailSecurity Security { get; }

    internal MailboxAddress From { get; }

    internal IReadOnlyList<MailboxAddress> To { get; }

    internal IReadOnlyList<MailboxAddress> Cc { get; }

    internal IReadOnlyList<MailboxAddress> Bcc { get; }

    internal string? Subject { get; }

    internal string? UserName { get; }

    internal string? Password { get; }

    /// <summary>Everybody once, whatever their place, but for those who are told elsewhere.</summary>
    internal IReadOnlyList<MailboxAddress> Recipients =>
    [
        .. To.Concat(Cc).Concat(Bcc).DistinctBy(mailbox => mailbox.Address, StringComparer.OrdinalIgnoreCase)
            .Where(mailbox => !_toldElsewhere.Contains(mailbox.Address, StringComparer.OrdinalIgnoreCase)),
    ];

    /// <summary>A value may be one address or several with commas between: a variable has no other way to name several.</summary>
    private static List<MailboxAddress> Mailboxes(CisNotifier notifier, NotifierSetting setting)
    {
        var mailboxes = new List<MailboxAddress>();
        foreach (var value in notifier.All(setting))
        {
            if (!InternetAddressList.TryParse(value.Text, out var list) || list.Count == 0
                || list.Any(address => address is not MailboxAddress mailbox || !mailbox.Address.Contains('@', StringComparison.Ordinal)))
            {
                throw new CisException(CisFaults.NotifierInvalid(notifier.Kind, setting.Name, $"has '{value.Shown}', which is not a mail address."));
            }

            mailboxes.AddRange(list.Cast<MailboxAddress>());
        }

        return mailboxes;
    }
}
