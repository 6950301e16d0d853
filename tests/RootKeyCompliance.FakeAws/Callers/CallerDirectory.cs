using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>Finds who an access key belongs to.</summary>
internal sealed class CallerDirectory(FakeCloud cloud)
{
    private readonly ConcurrentDictionary<string, FakeCredential> _registered = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _expired = new(StringComparer.Ordinal);

    internal void Register(FakeCredential credential)
    {
        if (!cloud.Accounts.ContainsKey(credential.AccountId))
        {
            throw new ArgumentException(
                $"The credential {credential.AccessKeyId} is of account {credential.AccountId}, which the server does not have.", nameof(credential));
        }

        _registered[credential.AccessKeyId] = credential;
    }

    /// <summary>Null: AWS would call the token invalid.</summary>
    internal FakeCredential? Find(string accessKeyId, string? sessionToken)
    {
        if (_registered.TryGetValue(accessKeyId, out var credential))
        {
            return string.Equals(credential.SessionToken, sessionToken, StringComparison.Ordinal) ? credential : null;
        }

        if (sessionToken is not null)
        {
            return cloud.Sessions.Read(accessKeyId, sessionToken);
        }

        if (FakeCredential.AccountOfUserKey(accessKeyId) is { } accountId)
        {
            return cloud.Accounts.ContainsKey(accountId) ? FakeCredential.UserOf(accountId) : null;
        }

        return FindRoot(accessKeyId);
    }

    internal void Expire(string accessKeyId) => _expired[accessKeyId] = true;

    internal bool HasExpired(FakeCredential credential) =>
        credential.Expiration <= cloud.Time.GetUtcNow() || (!_expired.IsEmpty && _expired.ContainsKey(credential.AccessKeyId));

    /// <summary>The names of the users with keys in an account, and those keys.</summary>
    internal IEnumerable<FakeCredential> UsersOf(string accountId) =>
        _registered.Values
            .Where(credential => credential.Principal.Kind == FakePrincipalKind.User
                && string.Equals(credential.AccountId, accountId, StringComparison.Ordinal))
            .OrderBy(credential => credential.AccessKeyId, StringComparer.Ordinal)
            .Append(FakeCredential.UserOf(accountId));

    // A scan, not an index: root keys come and go with the tests, and few requests are signed with one.
    private FakeCredential? FindRoot(string accessKeyId) => cloud.Accounts.Values
        .SelectMany(account => account.RootAccessKeys, static (account, key) => (Account: account, Key: key))
        .Where(pair => string.Equals(pair.Key.AccessKeyId, accessKeyId, StringComparison.Ordinal))
        .Select(pair => pair.Key.Active ? FakeCredential.RootOf(pair.Account, pair.Key) : null)
        .FirstOrDefault();
}
