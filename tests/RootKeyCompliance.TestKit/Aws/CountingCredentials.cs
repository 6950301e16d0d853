namespace RootKeyCompliance.TestKit;

/// <summary>Keys as another copy of the AWS SDK hands them out: the right names, a type of nobody we know.</summary>
public sealed record ForeignKeys(string? AccessKey, string? SecretKey, string? Token);

/// <summary>Credentials of another copy of the AWS SDK; counts how often it is asked.</summary>
public sealed class CountingCredentials(Func<ForeignKeys?> keys)
{
    private int _asked;

    public int Asked => _asked;

    public ForeignKeys? GetCredentials()
    {
        Interlocked.Increment(ref _asked);
        return keys();
    }
}
