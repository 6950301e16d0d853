namespace RootKeyCompliance.Fakes;

/// <summary>What can go wrong.</summary>
public enum FakeFaultKind
{
    /// <summary>400 Throttling, "Rate exceeded".</summary>
    Throttle,

    /// <summary>500 ServiceFailure.</summary>
    ServiceFailure,

    /// <summary>503 ServiceUnavailable.</summary>
    ServiceUnavailable,

    /// <summary>The connection is reset before anything was done.</summary>
    ConnectionReset,

    /// <summary>No answer until the client goes or the time is up; then the connection is closed.</summary>
    Stall,

    /// <summary>The request takes effect; half of the answer arrives, then the connection is closed.</summary>
    TruncatedBody,

    /// <summary>The request takes effect; the answer is complete as HTTP and broken as XML or JSON.</summary>
    MalformedBody,

    /// <summary>403 AccessDenied.</summary>
    AccessDenied,

    /// <summary>403 ExpiredToken.</summary>
    ExpiredToken,

    /// <summary>The right answer, late.</summary>
    Delay,

    /// <summary>Whatever the test says.</summary>
    Custom,
}

/// <summary>One thing going wrong.</summary>
public sealed record FakeFault(FakeFaultKind Kind)
{
    public static FakeFault Throttle { get; } = new(FakeFaultKind.Throttle);

    public static FakeFault ServiceFailure { get; } = new(FakeFaultKind.ServiceFailure);

    public static FakeFault ServiceUnavailable { get; } = new(FakeFaultKind.ServiceUnavailable);

    public static FakeFault ConnectionReset { get; } = new(FakeFaultKind.ConnectionReset);

    public static FakeFault TruncatedBody { get; } = new(FakeFaultKind.TruncatedBody);

    public static FakeFault MalformedBody { get; } = new(FakeFaultKind.MalformedBody);

    public static FakeFault AccessDenied { get; } = new(FakeFaultKind.AccessDenied);

    public static FakeFault ExpiredToken { get; } = new(FakeFaultKind.ExpiredToken);

    /// <summary>Hangs until the client goes.</summary>
    public static FakeFault Stall { get; } = new(FakeFaultKind.Stall) { For = Timeout.InfiniteTimeSpan };

    /// <summary>How long to stall or to delay.</summary>
    public TimeSpan For { get; private init; }

    internal int Status { get; private init; }

    /// <summary>The body of a custom answer, or the code of a custom error.</summary>
    internal string Text { get; private init; } = string.Empty;

    internal string Message { get; private init; } = string.Empty;

    /// <summary>The header Retry-After of a custom error; null: there is none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Null: an error in the service's own form.</summary>
    internal string? ContentType { get; private init; }

    /// <summary>Hangs so long, then closes the connection.</summary>
    public static FakeFault StallFor(TimeSpan time) => new(FakeFaultKind.Stall) { For = time };

    /// <summary>The right answer, so much later.</summary>
    public static FakeFault Delay(TimeSpan time) => new(FakeFaultKind.Delay) { For = time };

    /// <summary>Any status, any body.</summary>
    public static FakeFault Respond(int status, string body, string contentType = AwsAnswer.Xml) =>
        new(FakeFaultKind.Custom) { Status = status, Text = body, ContentType = contentType };

    /// <summary>Any error, in the form the service writes errors in.</summary>
    public static FakeFault Error(int status, string code, string message) =>
        new(FakeFaultKind.Custom) { Status = status, Text = code, Message = message };

    /// <summary>The answer instead of the real one; null for faults that are not an answer.</summary>
    internal AwsAnswer? AnswerTo(AwsCall call) => Kind switch
    {
        FakeFaultKind.Throttle => call.Fail(AwsError.Throttling),
        FakeFaultKind.ServiceFailure => call.Fail(AwsError.ServiceFailure),
        FakeFaultKind.ServiceUnavailable => call.Fail(AwsError.ServiceUnavailable),
        FakeFaultKind.AccessDenied => call.Deny($"{call.Service}:{call.Action}", "*"),
        FakeFaultKind.ExpiredToken => call.Fail(AwsError.ExpiredToken),
        FakeFaultKind.Custom when ContentType is not null => new AwsAnswer(Status, Text, ContentType),
        FakeFaultKind.Custom => call.Fail(new AwsError(Status, Text, Message)) with { RetryAfter = RetryAfter },
        _ => null,
    };
}
