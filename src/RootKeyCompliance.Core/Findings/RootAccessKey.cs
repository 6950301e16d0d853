namespace RootKeyCompliance;

/// <summary>Whether an access key can sign requests.</summary>
public enum RootAccessKeyStatus
{
    /// <summary>The key works.</summary>
    Active,

    /// <summary>The key exists and is switched off.</summary>
    Inactive,
}

/// <summary>One access key of an account's root user, as far as its source tells.</summary>
/// <param name="Status">Active or Inactive.</param>
/// <param name="AccessKeyId">The masked key id (<c>AKIA…WXYZ</c>), or null: credential reports carry no key ids.</param>
/// <param name="CreateDate">When the key was made (UTC), or null where the source does not tell.</param>
/// <param name="LastRotatedDate">When the key was made or last changed (UTC), or null where the source does not tell.</param>
/// <param name="LastUsedDate">When the key last signed a request (UTC), or null: never, not since 2015-04-22, or not known.</param>
/// <param name="LastUsedRegion">The region of that request, or null.</param>
/// <param name="LastUsedService">The service of that request, such as <c>iam</c>, or null.</param>
public sealed record RootAccessKey(
    RootAccessKeyStatus Status,
    string? AccessKeyId = null,
    DateTimeOffset? CreateDate = null,
    DateTimeOffset? LastRotatedDate = null,
    DateTimeOffset? LastUsedDate = null,
    string? LastUsedRegion = null,
    string? LastUsedService = null)
{
    /// <summary>The state, the masked id where known and the last use, such as <c>Active, last used 2026-03-01 (iam)</c>.</summary>
    public override string ToString()
    {
        var id = AccessKeyId is null ? "" : $"{AccessKeyId} ";
        var use = LastUsedDate is { } date
            ? FormattableString.Invariant($", last used {date:yyyy-MM-dd}{(LastUsedService is null ? "" : $" ({LastUsedService})")}")
            : "";
        return $"{id}{Status}{use}";
    }
}
