using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>What a service answered to a message that it took.</summary>
/// <param name="MessageId">What it calls the message; null when it does not tell.</param>
/// <param name="RefusedRecipients">Recipients that it refused while it took the message for others.</param>
internal sealed record PartAnswer(string? MessageId = null, IReadOnlyList<string>? RefusedRecipients = null);

/// <summary>A service that digests are sent to. What all of them share: parts in order, retries, deadlines, and where it stopped.</summary>
internal abstract class NotificationService : IAsyncDisposable
{
    private protected NotificationService(DeliveryPatience patience) => Patience = patience;

    private protected DeliveryPatience Patience { get; }

    /// <summary>The service's host, for messages.</summary>
    private protected abstract string Host { get; }

    /// <summary>Whether the service confirms no more than having taken a message over.</summary>
    private protected virtual bool IsAcceptedOnly => false;

    /// <summary>The least time between two messages that the service asks for.</summary>
    private protected virtual TimeSpan Pace => TimeSpan.Zero;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Sends what the notifier has not taken yet. What goes wrong is in the outcome.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    internal async Task<DeliveryOutcome> DeliverAsync(CisNotification notification, int alreadyDelivered, IActivityLog log, CancellationToken cancellationToken)
    {
        var parts = Compose(notification);
        var outcome = new DeliveryOutcome { Parts = parts.Count, PartsDelivered = alreadyDelivered, IsAcceptedOnly = IsAcceptedOnly };
        for (var number = alreadyDelivered; number < parts.Count; number++)
        {
            if (number > alreadyDelivered && Pace > TimeSpan.Zero)
            {
                await Task.Delay(Pace, Patience.Time, cancellationToken);
            }

            try
            {
                log.Verbose($"Sending message {number + 1} of {parts.Count} to {Host}.");
                var answer = await SendWithRetriesAsync(parts[number], log, cancellationToken);
                outcome = outcome with
                {
                    PartsDelivered = number + 1,
                    MessageIds = answer.MessageId is { Length: > 0 } id ? [.. outcome.MessageIds, id] : outcome.MessageIds,
                    RefusedRecipients = [.. outcome.RefusedRecipients.Union(answer.RefusedRecipients ?? [], StringComparer.Ordinal)],
                };
            }
            catch (Exception e) when (e is DeliveryException || !cancellationToken.IsCancellationRequested)
            {
                // Also for what nobody expected: what was taken must not be sent again.
                return outcome with { Fault = FaultOf(e, log) };
            }
        }

        return outcome;
    }

    /// <summary>What is to be told about an exception that ended a delivery.</summary>
    internal static CisFault FaultOf(Exception exception, IActivityLog log)
    {
        switch (exception)
        {
            case DeliveryException delivery:
                return delivery.Fault;
            case CisException known:
                return known.Fault;
            default:
                // The place, not the text: that may hold anything.
                log.Debug($"{exception.GetType().FullName}{Environment.NewLine}{exception.StackTrace}");
                return CisFaults.UnexpectedError(exception);
        }
    }

    /// <summary>When a service wants to be asked again; null when it does not say so, or nothing that makes sense.</summary>
    private protected TimeSpan? Wish(RetryConditionHeaderValue? header)
    {
        var wish = header?.Delta ?? (header?.Date is { } date ? date - Patience.Time.GetUtcNow() : null);
        return wish > TimeSpan.Zero ? wish : null;
    }

    /// <summary>The digest in messages that the service takes, in order; the same ones each time for the same digest.</summary>
    private protected abstract IReadOnlyList<NotificationPart> Compose(CisNotification notification);

    /// <summary>Sends one message, once.</summary>
    /// <exception cref="DeliveryException">The service did not take it.</exception>
    private protected abstract Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken);

    private async Task<PartAnswer> SendWithRetriesAsync(NotificationPart part, IActivityLog log, CancellationToken cancellationToken)
    {
        var end = Patience.Time.GetUtcNow() + Patience.Message;
        DeliveryException? last = null;
        var retry = new RetryStrategyOptions<PartAnswer>
        {
            MaxRetryAttempts = Patience.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = Patience.FirstPause,
            MaxDelay = Patience.LongestPause,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is DeliveryException { IsTransient: true } e
                && Patience.Time.GetUtcNow() + (e.RetryAfter ?? TimeSpan.Zero) < end),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as DeliveryException)?.RetryAfter),
            OnRetry = arguments =>
            {
                last = (DeliveryException)arguments.Outcome.Exception!;
                log.Verbose($"{last.Fault.Message} Trying again in {arguments.RetryDelay.TotalSeconds:0.#} s.");
                return ValueTask.CompletedTask;
            },
        };
        var pipeline = new ResiliencePipelineBuilder<PartAnswer> { TimeProvider = Patience.Time }.AddRetry(retry).Build();
        return await pipeline.ExecuteAsync(
            async token => last is null || Patience.Time.GetUtcNow() < end ? await AttemptAsync(part, token) : throw last, cancellationToken);
    }

    /// <summary>An attempt has its full time, also the last one: a service that is cut short may take the message all the same.</summary>
    private async Task<PartAnswer> AttemptAsync(NotificationPart part, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience.Attempt, Patience.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await SendAsync(part, either.Token);
        }
        catch (DeliveryException) when (cancellationToken.IsCancellationRequested)
        {
            // What breaks because we were told to stop is no fault of the service.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (e is not DeliveryException && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
#pragma warning disable MA0054 // What the library threw when it was cut short tells nothing, and may hold anything.
            throw new DeliveryException(CisFaults.DeliveryTimedOut(Host), isTransient: true);
#pragma warning restore MA0054
        }
    }
}
