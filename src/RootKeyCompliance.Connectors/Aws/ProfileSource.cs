using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>Finds out which accounts the profiles on this machine, or the credentials at hand, belong to.</summary>
/// <param name="options">Region and endpoint; and credentials, where no profile is asked for.</param>
public sealed class ProfileSource(AwsConnectionOptions options) : IDisposable
{
    private readonly AwsSessions _sessions = new(options);

    /// <summary>The account of a profile. What goes wrong is in its fault.</summary>
    /// <param name="profileName">The profile; null for the credentials at hand.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<CisAccount> ReadAsync(string? profileName, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        var account = new CisAccount { ProfileName = profileName };
        try
        {
            var session = await _sessions.OpenAsync(profileName, log, cancellationToken);
            var caller = await session.GetIdentityAsync(cancellationToken);
            return account with { Id = caller.AccountId, ProfileName = session.ProfileName };
        }
        catch (CisException e)
        {
            return account with { Fault = e.Fault };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.Debug($"{e.GetType().FullName}{Environment.NewLine}{e.StackTrace}");
            return account with { Fault = CisFaults.UnexpectedError(e) };
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sessions.Dispose();
}
