using System.Management.Automation;
using RootKeyCompliance.Connectors.Notifiers;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Notifications;

/// <summary>
/// Sends digests to notifiers: one each, never one message per account, all services at the same time. Asks for consent once per
/// notifier and digest. What fails at one notifier is one error record and keeps none of the others from being told.
/// </summary>
internal sealed class NotificationSender(PSCmdlet command, Action<ActivityMessage> onMessage, CancellationToken stop)
{
    // The host shows what carries this tag, as it does for Write-Host.
    private static readonly string[] ShownByTheHost = ["PSHOST"];
    private static readonly string[] Receipt = [CisDelivery.Tag];

    private readonly SettingReader _settings = new(command);
    private readonly List<ErrorRecord> _errors = [];

    /// <summary>Opens a digest, before its findings are known: what can be said already is said.</summary>
    /// <returns>The notifiers that are to get it.</returns>
    internal IReadOnlyList<CisNotifier> Open(IEnumerable<CisNotifier> notifiers, string title, CisNotificationLevel level)
    {
        var open = new List<CisNotifier>();
        foreach (var notifier in notifiers)
        {
            if (!command.ShouldProcess(notifier.ToString(), $"Send notification '{title}' at level {level.ToString().ToLowerInvariant()}"))
            {
                continue;
            }

            open.Add(notifier);
            if (notifier.Kind == CisNotifierKind.Console && CisMessages.Header(title, level) is { } header)
            {
                WriteLine(header.Text);
            }
        }

        return open;
    }

    /// <summary>Sends what the findings have to say to the notifiers that the digest was opened on.</summary>
    internal void Send(IReadOnlyList<CisNotifier> open, CisNotification notification)
    {
        foreach (var message in CisMessages.Body(notification))
        {
            foreach (var _ in open.Where(notifier => notifier.Kind == CisNotifierKind.Console))
            {
                WriteLine(message.Text);
            }
        }

        var services = open.Where(notifier => notifier.Kind != CisNotifierKind.Console).ToList();
        if (services.Count > 0 && notification.Messages.Length > 0)
        {
            Deliver(services, notification);
        }
    }

    /// <summary>
    /// Does all that there is to do, and then reports what could not be delivered, however it ended: an error may end the script, and must
    /// keep nobody from being told, nor the findings from the next command.
    /// </summary>
    internal void ReportErrorsAfter(Action step)
    {
        try
        {
            step();
        }
        catch
        {
            try
            {
                // An error that is to stop the script would take the place of what has stopped it, or be lost with it.
                _errors.ForEach(ErrorsStop ? error => onMessage(new ActivityMessage(ActivityKind.Warning, $"{error}")) : command.WriteError);
            }
            catch (PipelineStoppedException)
            {
                // The engine takes no more.
            }

            throw;
        }

        _errors.ForEach(command.WriteError);
    }

    private bool ErrorsStop => (command.MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var action) ? action : command.GetVariableValue("ErrorActionPreference"))
        is ActionPreference.Stop;

    private void Deliver(List<CisNotifier> services, CisNotification notification)
    {
        var outcomes = new Dictionary<CisNotifier, DeliveryOutcome>();
        var bridge = new PipelineBridge<(CisNotifier Notifier, DeliveryOutcome Outcome)>(services.Count, stop)
        {
            OnResult = result => outcomes[result.Notifier] = result.Outcome,
            OnMessage = onMessage,
        };
        foreach (var notifier in services)
        {
            var delivered = notification.DeliveredPartsTo(notifier);
            try
            {
                var followed = _settings.Follow(notifier);
                bridge.Start(async (log, cancellationToken)
                    => (notifier, await NotificationDelivery.SendAsync(followed, notification, delivered, log, cancellationToken)));
            }
            catch (CisException e)
            {
                outcomes[notifier] = new DeliveryOutcome { Parts = 0, PartsDelivered = delivered, Fault = e.Fault };
            }
        }

        bridge.Complete();

        foreach (var notifier in services)
        {
            Report(notifier, notification, outcomes[notifier]);
        }
    }

    private void Report(CisNotifier notifier, CisNotification notification, DeliveryOutcome outcome)
    {
        // What fails before it is split is in as many parts as before.
        var parts = outcome.Parts > 0 ? outcome.Parts : notification.PartsFor(notifier);
        var fault = outcome.Fault ?? (outcome.RefusedRecipients.Count > 0 ? CisFaults.RecipientsRefused(outcome.RefusedRecipients) : null);
        var delivery = new CisDelivery
        {
            Notifier = notifier.Name,
            Kind = notifier.Kind,
            Target = notifier.Target,
            Title = notification.Title,
            Status = fault is not null ? CisDeliveryStatus.Failed : outcome.IsAcceptedOnly ? CisDeliveryStatus.Accepted : CisDeliveryStatus.Delivered,
            Parts = parts,
            PartsDelivered = outcome.PartsDelivered,
            MessageIds = outcome.MessageIds,
            CompletedAt = DateTimeOffset.UtcNow,
            ErrorId = fault?.ErrorId,
        };
        command.WriteInformation(delivery, Receipt);
        onMessage(new ActivityMessage(ActivityKind.Verbose, delivery.ToString()));
        if (outcome.Fault is not null)
        {
            // The error below is for all parts to those who were refused: this one must not reach them, too.
            _errors.Add(ErrorRecords.From(
                CisFaults.DeliveryFailed(notifier, outcome.Fault),
                notification.Undelivered(notifier.Without(outcome.RefusedRecipients), outcome.PartsDelivered, parts)));
        }

        if (outcome.RefusedRecipients.Count > 0)
        {
            // Everybody else has it: sending it again reaches only those who have not.
            var rest = notifier.Only(outcome.RefusedRecipients);
            _errors.Add(ErrorRecords.From(
                CisFaults.DeliveryFailed(rest, CisFaults.RecipientsRefused(outcome.RefusedRecipients)), notification.Undelivered(rest, deliveredParts: 0)));
        }
    }

    private void WriteLine(string text)
        => command.WriteInformation(new HostInformationMessage { Message = text }, ShownByTheHost);
}
