using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace RootKeyCompliance.Fakes;

/// <summary>The text both sides must agree on, built from the request as it arrived.</summary>
internal static class CanonicalRequest
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>SHA-256 of the canonical request.</summary>
    internal static void Hash(HttpRequest request, AuthorizationHeader header, ReadOnlySpan<char> payloadHash, Span<byte> hash)
    {
        var text = Start();
        AppendTarget(text, request);
        foreach (var name in header.SignedHeaderNames)
        {
            Append(text, name);
            Append(text, ":");
            AppendValue(text, request.Headers[name]);
            Append(text, "\n");
        }

        Append(text, "\n");
        Append(text, header.SignedHeaders);
        Append(text, "\n");
        Append(text, payloadHash);
        SHA256.HashData(text.WrittenSpan, hash);
    }

    /// <summary>The signature of what has that hash.</summary>
    internal static void Sign(byte[] key, string algorithmDateAndScope, ReadOnlySpan<char> hash, Span<byte> signature)
    {
        var text = Start();
        Append(text, algorithmDateAndScope);
        Append(text, hash);
        HMACSHA256.HashData(key, text.WrittenSpan, signature);
    }

    private static ArrayBufferWriter<byte> Start()
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        return buffer;
    }

    private static void Append(ArrayBufferWriter<byte> text, ReadOnlySpan<char> part) => Encoding.UTF8.GetBytes(part, text);

    private static void AppendTarget(ArrayBufferWriter<byte> text, HttpRequest request)
    {
        Append(text, request.Method);
        Append(text, "\n");

        // The path as sent, not as decoded: what was signed is the encoded form, encoded once more.
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        Append(text, path is "/" or "" ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
        Append(text, "\n");
        if (question >= 0)
        {
            Append(text, string.Join('&', target[(question + 1)..]
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(Pair)
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")));
        }

        Append(text, "\n");
    }

    private static (string Name, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Encode(text), string.Empty) : (Encode(text[..equals]), Encode(text[(equals + 1)..]));
    }

    // Whatever the client escaped, in the one spelling that is signed.
    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    /// <summary>Trimmed, runs of blanks as one, repeated headers joined by a comma.</summary>
    private static void AppendValue(ArrayBufferWriter<byte> text, StringValues values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (index > 0)
            {
                Append(text, ",");
            }

            var rest = values[index].AsSpan().Trim();
            while (rest.IndexOf("  ", StringComparison.Ordinal) is >= 0 and var blanks)
            {
                Append(text, rest[..(blanks + 1)]);
                rest = rest[blanks..].TrimStart(' ');
            }

            Append(text, rest);
        }
    }
}
