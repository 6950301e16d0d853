using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>What is around the result of a Query action.</summary>
internal sealed class AnswerEnvelope
{
    private const string OpenRequestId = "<ResponseMetadata><RequestId>";
    private readonly byte[] _open;
    private readonly byte[] _close;
    private readonly byte[] _end;

    internal AnswerEnvelope(string action, string xmlNamespace, bool hasResult)
    {
        var (open, close) = hasResult ? ($"<{action}Result>", $"</{action}Result>") : (string.Empty, string.Empty);
        _open = Encoding.UTF8.GetBytes($"<{action}Response xmlns=\"{xmlNamespace}\">{open}");
        _close = Encoding.UTF8.GetBytes(close + OpenRequestId);
        _end = Encoding.UTF8.GetBytes($"</RequestId></ResponseMetadata></{action}Response>");
    }

    internal byte[] Around(ReadOnlySpan<byte> result, string requestId)
    {
        var answer = new byte[_open.Length + result.Length + _close.Length + requestId.Length + _end.Length];
        var rest = answer.AsSpan();
        Append(ref rest, _open);
        Append(ref rest, result);
        Append(ref rest, _close);
        rest = rest[Encoding.UTF8.GetBytes(requestId, rest)..];
        Append(ref rest, _end);
        return answer;
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }
}
