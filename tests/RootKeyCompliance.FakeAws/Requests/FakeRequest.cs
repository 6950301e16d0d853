namespace RootKeyCompliance.Fakes;

/// <summary>A request the server saw.</summary>
public sealed class FakeRequest
{
    private volatile int _status;
    private volatile bool _aborted;

    internal FakeRequest(long number, DateTimeOffset time, string action) => (Number, Time, Action) = (number, time, action);

    /// <summary>In the order of arrival, from 1.</summary>
    public long Number { get; }

    public DateTimeOffset Time { get; }

    /// <summary>As signed.</summary>
    public required string Service { get; init; }

    public string Action { get; }

    /// <summary>As signed.</summary>
    public required string Region { get; init; }

    public required string AccessKeyId { get; init; }

    /// <summary>The caller's account; null when the signature was refused.</summary>
    public string? AccountId { get; internal set; }

    /// <summary>Whom it is about: the account whose role or root is to be assumed, else the caller's own.</summary>
    public string? TargetAccountId { get; internal set; }

    /// <summary>The access key that it is about, where it names one.</summary>
    public string? TargetAccessKeyId { get; init; }

    public string? UserAgent { get; internal set; }

    /// <summary>The fault that was played, if any.</summary>
    public FakeFaultKind? Fault { get; internal set; }

    public string? ErrorCode { get; internal set; }

    /// <summary>0 until answered, and for good when nothing was.</summary>
    public int Status { get => _status; internal set => _status = value; }

    /// <summary>The client went away before it was answered.</summary>
    public bool Aborted { get => _aborted; internal set => _aborted = value; }

    public override string ToString() => $"#{Number} {Service}:{Action} {Region} {AccessKeyId} -> {(Aborted ? "aborted" : Status)} {ErrorCode}";
}
