using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>A whole answer, before any fault damages it.</summary>
internal readonly record struct AwsAnswer(int Status, ReadOnlyMemory<byte> Body, string ContentType, string? ErrorCode = null)
{
    internal AwsAnswer(int status, string body, string contentType, string? errorCode = null)
        : this(status, Encoding.UTF8.GetBytes(body), contentType, errorCode)
    {
    }

    internal const string Xml = "text/xml";
    internal const string Json = "application/x-amz-json-1.1";

    /// <summary>The header that says when to ask again; null: there is none.</summary>
    internal string? RetryAfter { get; init; }
}
