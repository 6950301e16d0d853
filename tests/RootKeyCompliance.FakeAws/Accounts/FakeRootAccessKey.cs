namespace RootKeyCompliance.Fakes;

/// <summary>An access key of an account's root user.</summary>
public sealed record FakeRootAccessKey(string AccessKeyId)
{
    /// <summary>Obviously not a real one, so that no secret scanner and no reader takes it for one.</summary>
    public string SecretKey { get; init; } = FakeCredential.SecretFor(AccessKeyId);

    public bool Active { get; init; } = true;

    public DateTimeOffset CreateDate { get; init; } = FakeAccount.DefaultCreateDate;

    /// <summary>Null: never used.</summary>
    public DateTimeOffset? LastUsedDate { get; init; }

    public string LastUsedRegion { get; init; } = "N/A";

    public string LastUsedService { get; init; } = "N/A";
}
