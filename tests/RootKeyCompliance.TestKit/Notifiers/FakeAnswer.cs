namespace RootKeyCompliance.TestKit;

/// <summary>What a fake service is to answer to one request.</summary>
internal sealed record FakeAnswer(int Status = 200, string Body = "")
{
    /// <summary>The connection is closed without a word.</summary>
    internal static FakeAnswer Abort { get; } = new() { Aborts = true };

    internal string ContentType { get; init; } = "text/plain; charset=utf-8";

    internal IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nothing is answered before this has ended.</summary>
    internal Task Until { get; init; } = Task.CompletedTask;

    /// <summary>The rest of the body comes only after this has ended.</summary>
    internal Task RestUntil { get; init; } = Task.CompletedTask;

    internal bool Aborts { get; private init; }

    internal FakeAnswer With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [header] = value } };
}
