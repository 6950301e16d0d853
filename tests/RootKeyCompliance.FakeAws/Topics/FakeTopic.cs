using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Fakes;

/// <summary>An SNS topic. A name that ends in <c>.fifo</c> makes it a FIFO topic, as with AWS.</summary>
public sealed partial class FakeTopic
{
    private static readonly TimeSpan DeduplicationTime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentQueue<FakePublication> _published = new();
    private readonly Dictionary<string, FakePublication> _recent = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public FakeTopic(string arn)
    {
        var match = Form().Match(arn ?? throw new ArgumentNullException(nameof(arn)));
        if (!match.Success)
        {
            throw new ArgumentException($"'{arn}' is not the ARN of a topic.", nameof(arn));
        }

        Arn = arn;
        Region = match.Groups["region"].Value;
        AccountId = match.Groups["account"].Value;
    }

    public string Arn { get; }

    public string Region { get; }

    /// <summary>The owner's; other accounts' callers may not publish.</summary>
    public string AccountId { get; }

    public bool IsFifo => Arn.EndsWith(".fifo", StringComparison.Ordinal);

    public bool HasContentBasedDeduplication { get; init; }

    /// <summary>What was published and passed on, in order.</summary>
    public IReadOnlyList<FakePublication> Published => [.. _published];

    /// <summary>Takes a message; one that is a repetition is answered as the first was, and not passed on.</summary>
    internal FakePublication Take(FakePublication publication)
    {
        lock (_gate)
        {
            if (publication.DeduplicationId is { } id && _recent.TryGetValue(id, out var first) && publication.Time - first.Time < DeduplicationTime)
            {
                return first;
            }

            _published.Enqueue(publication);
            if (publication.DeduplicationId is { } key)
            {
                _recent[key] = publication;
            }

            return publication;
        }
    }

    [GeneratedRegex(@"^arn:[a-z-]+:sns:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):[A-Za-z0-9_-]{1,256}(\.fifo)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}

/// <summary>A message that a topic took.</summary>
public sealed record FakePublication(string MessageId, string Message, string? Subject, string? GroupId, string? DeduplicationId, DateTimeOffset Time);
