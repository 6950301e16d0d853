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
    private static StringBuilder? _builder;

    /// <summary>SHA-256 of the canonical request, in hex.</summary>
    internal static string Hash(HttpRequest request, string signedHeaders, string payloadHash)
    {
        var builder = (_builder ??= new StringBuilder(1024)).Clear();
        AppendTarget(builder, request);
        foreach (var range in signedHeaders.AsSpan().Split(';'))
        {
            var name = signedHeaders[range];
            builder.Append(name).Append(':');
            AppendValue(builder, request.Headers[name]);
            builder.Append('\n');
        }

        builder.Append('\n').Append(signedHeaders).Append('\n').Append(payloadHash);
        return HashOf(builder);
    }

    private static void AppendTarget(StringBuilder builder, HttpRequest request)
    {
        builder.Append(request.Method).Append('\n');

        // The path as sent, not as decoded: what was signed is the encoded form, encoded once more.
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        builder.Append(path is "/" or "" ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString))).Append('\n');

        if (question >= 0)
        {
            builder.AppendJoin('&', target[(question + 1)..]
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(Pair)
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}"));
        }

        builder.Append('\n');
    }

    private static (string Name, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Encode(text), string.Empty) : (Encode(text[..equals]), Encode(text[(equals + 1)..]));
    }

    // Whatever the client escaped, in the one spelling that is signed.
    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    /// <summary>Trimmed, runs of blanks as one, repeated headers joined by a comma.</summary>
    private static void AppendValue(StringBuilder builder, StringValues values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (index > 0)
            {
                builder.Append(',');
            }

            var blank = false;
            foreach (var character in values[index].AsSpan().Trim())
            {
                if (character == ' ' && blank)
                {
                    continue;
                }

                blank = character == ' ';
                builder.Append(character);
            }
        }
    }

    private static string HashOf(StringBuilder builder)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(builder.Length));
        try
        {
            var length = 0;
            foreach (var chunk in builder.GetChunks())
            {
                length += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(length));
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes.AsSpan(0, length), hash);
            return Convert.ToHexStringLower(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
