using System.Net;
using Microsoft.AspNetCore.Connections;

namespace RootKeyCompliance.Fakes;

/// <summary>Accepts connections until it is cut, and again when it is restored.</summary>
internal sealed class CuttableListener(IConnectionListenerFactory sockets, PortReservation reservation, IConnectionListener first) : IConnectionListener
{
    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionContext> _open = [];
    private readonly List<IConnectionListener> _listeners = [first];
    private TaskCompletionSource? _cut;
    private bool _ended;

    public EndPoint EndPoint { get; } = first.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var connection = await Current.AcceptAsync(cancellationToken);
            if (connection is not null)
            {
                if (Keep(connection))
                {
                    return connection;
                }

                ConnectionReset.Of(connection);
                await connection.DisposeAsync();
                continue;
            }

            Task? restored;
            lock (_gate)
            {
                if (_ended)
                {
                    return null;
                }

                restored = _cut?.Task;
            }

            // Restored before this was seen: then there is a new listener to ask.
            await (restored ?? Task.CompletedTask).WaitAsync(cancellationToken);
        }
    }

    private IConnectionListener Current
    {
        get
        {
            lock (_gate)
            {
                return _listeners[^1];
            }
        }
    }

    // Unbinding and binding are over when they return: Kestrel's sockets do not use the task they have to give.
    internal void Cut()
    {
        ConnectionContext[] open;
        lock (_gate)
        {
            if (_cut is not null || _ended)
            {
                return;
            }

            _cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            open = [.. _open];
        }

        Current.UnbindAsync().AsTask().GetAwaiter().GetResult();
        foreach (var connection in open)
        {
            ConnectionReset.Of(connection);
        }
    }

    internal void Restore()
    {
        if (_cut is not { } cut || _ended)
        {
            return;
        }

        // The old listener goes in the end: what its connections still hold is its own.
        var listener = sockets.BindAsync(EndPoint).AsTask().GetAwaiter().GetResult();
        lock (_gate)
        {
            _listeners.Add(listener);
            _cut = null;
        }

        cut.SetResult();
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        TaskCompletionSource? cut;
        lock (_gate)
        {
            _ended = true;
            cut = _cut;
        }

        await Current.UnbindAsync(cancellationToken);
        cut?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        reservation.Dispose();
    }

    private bool Keep(ConnectionContext connection)
    {
        lock (_gate)
        {
            if (_cut is not null)
            {
                return false;
            }

            _open.Add(connection);
        }

        connection.ConnectionClosed.UnsafeRegister(_ => Forget(connection), null);
        return true;
    }

    private void Forget(ConnectionContext connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }
}
