using System.Collections.Concurrent;

namespace RootKeyCompliance.Connectors.Aws.Sessions;

/// <summary>The sessions of one run: the command's own, and one for each profile that a piped account names.</summary>
internal sealed class AwsSessions(AwsConnectionOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <param name="profileName">The profile that an account was found by; null, or overruled by what the user said: the command's own credentials.</param>
    /// <param name="log">Told where credentials come from.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="CisException">There are no credentials.</exception>
    internal Task<AwsSession> OpenAsync(string? profileName, IActivityLog log, CancellationToken cancellationToken)
    {
        var mine = profileName is null || options.NamesCredentials;
        return _slots.GetOrAdd(mine ? "" : profileName!, _ => new Slot(mine ? options : options.WithProfile(profileName!))).OpenAsync(log, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
    }

    /// <summary>Opened by the first that needs it.</summary>
    private sealed class Slot(AwsConnectionOptions options) : IDisposable
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private AwsSession? _session;
        private CisFault? _refusal;

        internal async Task<AwsSession> OpenAsync(IActivityLog log, CancellationToken cancellationToken)
        {
            if (Volatile.Read(ref _session) is { } open)
            {
                return open;
            }

            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (_refusal is not null)
                {
                    throw new CisException(_refusal);
                }

                return _session ??= await AwsSession.OpenAsync(options, log, cancellationToken);
            }
            catch (CisException e)
            {
                // The same credentials fail the same way for every account: they are looked for once.
                _refusal = e.Fault;
                throw;
            }
            finally
            {
                _gate.Release();
            }
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref _session, null)?.Dispose();
            _gate.Dispose();
        }
    }
}
