namespace RootKeyCompliance;

/// <summary>A root access key as AWS has just listed it. Knows its whole id, which is shown to nobody.</summary>
/// <param name="accessKeyId">The whole id.</param>
public sealed class ListedRootKey(string accessKeyId)
{
    /// <summary>The id with its middle left out.</summary>
    public string MaskedId { get; } = KeyIds.Mask(accessKeyId);

    /// <summary>Active or inactive; null for a state that is neither.</summary>
    public RootAccessKeyStatus? Status { get; init; }

    /// <summary>When it was made (UTC); null where AWS did not say.</summary>
    public DateTimeOffset? CreateDate { get; init; }

    /// <summary>Whether AWS said when it was last used, if it ever was.</summary>
    public bool IsUseKnown { get; init; }

    /// <summary>When it last signed a request (UTC); null: never, or not known.</summary>
    public DateTimeOffset? LastUsedDate { get; init; }

    /// <summary>The region of that request, or null.</summary>
    public string? LastUsedRegion { get; init; }

    /// <summary>The service of that request, or null.</summary>
    public string? LastUsedService { get; init; }

    /// <summary>Whether it signs this very command's requests.</summary>
    public bool IsSigning { get; init; }

    /// <summary>The whole id. Not for showing.</summary>
    internal string WholeId => accessKeyId;

    /// <summary>Whether a text is its id, whole or masked.</summary>
    /// <param name="id">The text.</param>
    public bool Is(string id) => string.Equals(id, accessKeyId, StringComparison.Ordinal) || string.Equals(id, MaskedId, StringComparison.Ordinal);

    /// <summary>The masked id.</summary>
    public override string ToString() => MaskedId;
}
