using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Connectors.Notifiers.Webhook;

/// <summary>Signs requests as the Standard Webhooks specification says. Shows no key.</summary>
internal sealed class WebhookSignature
{
    private const string EncodedPrefix = "whsec_";

    private readonly byte[] _key;

    private WebhookSignature(byte[] key) => _key = key;

    /// <summary>A signature with the notifier's key; null when it has none.</summary>
    /// <exception cref="CisException">The key says that it is base64, and is not.</exception>
    internal static WebhookSignature? Of(CisNotifier notifier)
    {
        if (notifier.Text(NotifierSetting.SigningKey) is not { } text)
        {
            return null;
        }

        if (!text.StartsWith(EncodedPrefix, StringComparison.Ordinal))
        {
            return new WebhookSignature(Encoding.UTF8.GetBytes(text));
        }

        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[EncodedPrefix.Length..], key, out var length) && length > 0
            ? new WebhookSignature(key[..length])
            : throw new CisException(CisFaults.NotifierInvalid(
                notifier.Kind, NotifierSetting.SigningKey.Name, $"begins with {EncodedPrefix}, and what follows is not base64."));
    }

    /// <summary>The value of the header webhook-signature.</summary>
    internal string Sign(string id, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, signed))}";
    }
}
