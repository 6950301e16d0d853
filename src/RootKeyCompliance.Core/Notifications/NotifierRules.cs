using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace RootKeyCompliance;

/// <summary>
/// What a notifier must have before it can be used. A reference (<c>env:NAME</c>) is believed; it is checked once it has been followed.
/// </summary>
internal static partial class NotifierRules
{
    /// <summary>What is wrong with an address that is not safe.</summary>
    internal const string NotSafe = "not https; plain http is for this machine only.";

    /// <exception cref="CisException">Something is missing or cannot be what it should be.</exception>
    internal static void Check(CisNotifier notifier)
    {
        switch (notifier.Kind)
        {
            case CisNotifierKind.Slack:
                CheckSlack(notifier);
                break;
            case CisNotifierKind.Teams:
                CheckUrl(notifier, NotifierSetting.WebhookUrl, isRequired: true);
                break;
            case CisNotifierKind.Email:
                CheckEmail(notifier);
                break;
            case CisNotifierKind.Webhook:
                CheckUrl(notifier, NotifierSetting.WebhookAddress, isRequired: true);
                break;
            case CisNotifierKind.Sns:
                CheckSns(notifier);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the host is this machine.</summary>
    internal static bool IsLoopback(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether nobody on the way can read what is sent to an address.</summary>
    internal static bool IsSafe(Uri url) => url.Scheme == "https" || IsLoopback(url.Host);

    private static void CheckSlack(CisNotifier notifier)
    {
        if (notifier.Has(NotifierSetting.WebhookUrl))
        {
            Forbid(notifier, NotifierSetting.Token, "cannot be used together with webhookUrl.");
            Forbid(notifier, NotifierSetting.Channel, "cannot be used together with webhookUrl: Slack ties a webhook to its channel.");
            Forbid(notifier, NotifierSetting.ApiUrl, "cannot be used together with webhookUrl.");
            CheckUrl(notifier, NotifierSetting.WebhookUrl, isRequired: true);
            return;
        }

        if (!notifier.Has(NotifierSetting.Token))
        {
            throw Invalid(notifier, NotifierSetting.WebhookUrl, "is missing; a token with a channel would do as well.");
        }

        Require(notifier, NotifierSetting.Channel);
        CheckUrl(notifier, NotifierSetting.ApiUrl, isRequired: false);
    }

    private static void CheckEmail(CisNotifier notifier)
    {
        Require(notifier, NotifierSetting.SmtpServer);
        Require(notifier, NotifierSetting.From);
        Require(notifier, NotifierSetting.To);
        if (Known(notifier, NotifierSetting.Port) is { } port && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536))
        {
            throw Invalid(notifier, NotifierSetting.Port, "is not a number from 1 to 65535.");
        }

        if (Known(notifier, NotifierSetting.Security) is { } security)
        {
            var word = EnumWord.Read<CisMailSecurity>(security) ?? throw Invalid(notifier, NotifierSetting.Security, "is none of StartTls, Tls and None.");
            if (word == CisMailSecurity.None && Known(notifier, NotifierSetting.SmtpServer) is { } server && !IsLoopback(server))
            {
                throw Invalid(notifier, NotifierSetting.Security, "may be None only for a server on this machine (localhost, 127.0.0.1, ::1).");
            }
        }

        if (notifier.Has(NotifierSetting.SmtpPassword) != notifier.Has(NotifierSetting.SmtpUserName))
        {
            throw Invalid(
                notifier, notifier.Has(NotifierSetting.SmtpPassword) ? NotifierSetting.SmtpUserName : NotifierSetting.SmtpPassword,
                "is missing: user name and password belong together.");
        }

        foreach (var setting in new[] { NotifierSetting.From, NotifierSetting.To, NotifierSetting.Cc, NotifierSetting.Bcc })
        {
            foreach (var address in notifier.All(setting).Where(value => !value.IsReference && !IsMailbox(value.Text)))
            {
                throw Invalid(notifier, setting, $"has '{address.Shown}', which is not a mail address.");
            }
        }

        if (Known(notifier, NotifierSetting.Subject) is { } subject && subject.Any(char.IsControl))
        {
            throw Invalid(notifier, NotifierSetting.Subject, "has a line break or another control character.");
        }
    }

    private static void CheckSns(CisNotifier notifier)
    {
        Require(notifier, NotifierSetting.TopicArn);
        if (Known(notifier, NotifierSetting.TopicArn) is { } arn && !TopicArn().IsMatch(arn))
        {
            throw Invalid(notifier, NotifierSetting.TopicArn, "is not the ARN of a topic, such as arn:aws:sns:eu-central-1:111122223333:alerts.");
        }

        if (notifier.Has(NotifierSetting.AccessKey) != notifier.Has(NotifierSetting.SecretKey))
        {
            throw Invalid(
                notifier, notifier.Has(NotifierSetting.AccessKey) ? NotifierSetting.SecretKey : NotifierSetting.AccessKey,
                "is missing: accessKey and secretKey belong together.");
        }

        CheckUrl(notifier, NotifierSetting.EndpointUrl, isRequired: false);
    }

    /// <summary>https, or http on this machine; without user information, which would be sent in the clear by some clients and logged by others.</summary>
    private static void CheckUrl(CisNotifier notifier, NotifierSetting setting, bool isRequired)
    {
        if (isRequired)
        {
            Require(notifier, setting);
        }

        if (Known(notifier, setting) is not { } text)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0 || text.Any(char.IsControl))
        {
            throw Invalid(notifier, setting, "is not an absolute https address.");
        }

        if (url.UserInfo.Length > 0)
        {
            throw Invalid(notifier, setting, "has a user name or password in front of the host, which is not supported.");
        }

        if (!IsSafe(url))
        {
            throw Invalid(notifier, setting, $"is {NotSafe}");
        }
    }

    private static void Require(CisNotifier notifier, NotifierSetting setting)
    {
        if (notifier.All(setting) is not { Count: > 0 } values || values.Any(value => string.IsNullOrWhiteSpace(value.Text)))
        {
            throw Invalid(notifier, setting, "is missing.");
        }
    }

    private static void Forbid(CisNotifier notifier, NotifierSetting setting, string reason)
    {
        if (notifier.Has(setting))
        {
            throw Invalid(notifier, setting, reason);
        }
    }

    /// <summary>The text, unless it is a reference that has not been followed.</summary>
    private static string? Known(CisNotifier notifier, NotifierSetting setting)
        => notifier.Text(setting) is { } text && !SettingValue.IsReferenceText(text) ? text : null;

    private static CisException Invalid(CisNotifier notifier, NotifierSetting setting, string reason)
        => new(CisFaults.NotifierInvalid(notifier.Kind, setting.Name, reason));

    /// <summary>An address, with or without a display name before it; what is finer is the mail library's to say. No pattern: over a long text that is none it would take too long.</summary>
    private static bool IsMailbox(string text)
    {
        var at = text.LastIndexOf('@');
        var host = text.AsSpan(at + 1);
        host = host is [.., '>'] ? host[..^1] : host;
        return at > 0 && IsOfAddress(text[at - 1]) && host.Length > 0 && !text.Any(char.IsControl) && text.Skip(at + 1).Take(host.Length).All(IsOfAddress);
    }

    private static bool IsOfAddress(char character) => !char.IsWhiteSpace(character) && character is not ('@' or '<' or '>' or ',' or ';');

    [GeneratedRegex(@"\Aarn:aws[a-z0-9-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicArn();
}
