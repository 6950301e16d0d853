namespace RootKeyCompliance.Fakes;

/// <summary>An access key the server accepts, and whose it is.</summary>
public sealed record FakeCredential(string AccessKeyId, string SecretKey, string AccountId, FakePrincipal Principal)
{
    /// <summary>The account of <see cref="Test"/>; every server has it.</summary>
    public const string TestAccountId = "123456789012";

    private const string UserPrefix = "AKIAUSER";

    /// <summary><c>test</c>/<c>test</c>, as other AWS stand-ins have it: a user of account 123456789012.</summary>
    public static FakeCredential Test { get; } = new("test", "test", TestAccountId, FakePrincipal.User("test"));

    public string? SessionToken { get; init; }

    /// <summary>Null: does not expire.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>The user <c>auditor</c> of an account, by convention: no registration needed.</summary>
    public static FakeCredential UserOf(string accountId)
    {
        var accessKeyId = UserPrefix + accountId;
        return new FakeCredential(accessKeyId, SecretFor(accessKeyId), accountId, FakePrincipal.User("auditor"));
    }

    /// <summary>The root user, signing with one of its keys.</summary>
    public static FakeCredential RootOf(FakeAccount account, FakeRootAccessKey key) =>
        new(key.AccessKeyId, key.SecretKey, account.Id, FakePrincipal.Root);

    /// <summary>The secret of a key that was given none.</summary>
    public static string SecretFor(string accessKeyId) => $"fake-secret-of-{accessKeyId}";

    /// <summary>The account a conventional user key names, if it is one.</summary>
    internal static string? AccountOfUserKey(string accessKeyId) =>
        accessKeyId.Length == UserPrefix.Length + 12 && accessKeyId.StartsWith(UserPrefix, StringComparison.Ordinal)
            ? accessKeyId[UserPrefix.Length..]
            : null;
}
