namespace RootKeyCompliance;

/// <summary>The family of a fault; PowerShell's error category follows from it.</summary>
public enum CisFaultKind
{
    /// <summary>Credentials are missing, wrong or expired.</summary>
    Authentication,

    /// <summary>The credentials may not do it.</summary>
    Permission,

    /// <summary>The other side could not be reached, or failed.</summary>
    Connection,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The other side asks for fewer requests.</summary>
    Throttling,

    /// <summary>What was read makes no sense.</summary>
    InvalidData,

    /// <summary>What was asked for makes no sense.</summary>
    InvalidArgument,

    /// <summary>What was asked for is not there.</summary>
    NotFound,

    /// <summary>A defect of this module.</summary>
    Unexpected,
}

/// <summary>Why something could not be done: one sentence that names the thing and the reason, and the way out. Holds no secrets.</summary>
/// <param name="ErrorId">The stable word that scripts and tests match on.</param>
/// <param name="Kind">The family.</param>
/// <param name="Message">One sentence.</param>
/// <param name="RecommendedAction">What to run or change.</param>
public sealed record CisFault(string ErrorId, CisFaultKind Kind, string Message, string RecommendedAction)
{
    /// <summary>The notifier's setting that is to blame; null when none is.</summary>
    internal string? Setting { get; init; }

    /// <summary>The sentence.</summary>
    public override string ToString() => Message;
}

/// <summary>Carries a <see cref="CisFault"/> to where it is reported.</summary>
public sealed class CisException : Exception
{
    /// <summary>Wraps a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public CisException(CisFault fault, Exception? innerException = null)
        : base((fault ?? throw new ArgumentNullException(nameof(fault))).Message, innerException) => Fault = fault;

    /// <summary>The fault.</summary>
    public CisFault Fault { get; }
}
