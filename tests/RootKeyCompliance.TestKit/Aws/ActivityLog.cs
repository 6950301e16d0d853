using System.Collections.Concurrent;

namespace RootKeyCompliance.TestKit;

/// <summary>Keeps what a source says.</summary>
internal sealed class ActivityLog : IActivityLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    internal IReadOnlyList<string> Lines => [.. _lines];

    public void Verbose(string text) => _lines.Enqueue("VERBOSE " + text);

    public void Debug(string text) => _lines.Enqueue("DEBUG " + text);

    public void Warning(string text) => _lines.Enqueue("WARNING " + text);
}
