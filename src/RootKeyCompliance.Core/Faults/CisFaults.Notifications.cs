using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of notifiers and deliveries. Texts from outside arrive here without secrets.</summary>
public static partial class CisFaults
{
    /// <summary>No notifier has that name.</summary>
    public static CisFault NotifierNotFound(string? name) => new(
        nameof(NotifierNotFound), NotFound,
        $"There is no notifier '{PlainText.OneLine(name)}'.",
        "Run Get-CisNotifier to list the notifiers, and Set-CisNotifier to add one; 'default' is always there.");

    /// <summary>A notifier's setting is missing or cannot be one.</summary>
    public static CisFault NotifierInvalid(CisNotifierKind kind, string setting, string reason) => new(
        nameof(NotifierInvalid), InvalidArgument,
        $"The {kind} notifier's {setting} {reason}",
        $"Correct {setting}; Get-Help about_RootKeyCompliance_Notifiers shows what each kind needs.")
    {
        Setting = setting,
    };

    /// <summary>A value that a reference points to is not there.</summary>
    public static CisFault SettingUnavailable(string reference, string reason) => new(
        nameof(SettingUnavailable), NotFound,
        $"'{PlainText.OneLine(reference)}' gives no value: {PlainText.OneLine(reason)}",
        "Set that environment variable, or store that secret with Set-Secret, in the session that runs the command.");

    /// <summary>A notification did not arrive.</summary>
    /// <param name="notifier">The notifier.</param>
    /// <param name="reason">Why.</param>
    public static CisFault DeliveryFailed(CisNotifier notifier, CisFault reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new(
            nameof(DeliveryFailed), reason.Kind,
            $"The notification was not delivered to {notifier}: {reason.Message}",
            $"{reason.RecommendedAction} To send what did not arrive again, give the command -ErrorVariable failed and then run: $failed | Send-CisNotification");
    }

    /// <summary>The service answered that it does not take the message.</summary>
    public static CisFault MessageRefused(string host, string answer) => new(
        nameof(MessageRefused), InvalidData,
        $"{host} refused the message ({PlainText.OneLine(answer)}).",
        "Check the notifier's settings and the service's own set-up.");

    /// <summary>The service does not know the webhook, token or credentials, or they may not write there.</summary>
    public static CisFault NotifierUnauthorized(string host, string answer) => new(
        nameof(NotifierUnauthorized), Permission,
        $"{host} does not accept the notifier's credentials or address ({PlainText.OneLine(answer)}).",
        "Renew the webhook, token or credentials, and make sure that they may write there.");

    /// <summary>The service asked for fewer messages for longer than the delivery may take.</summary>
    public static CisFault DeliveryThrottled(string host) => new(
        nameof(DeliveryThrottled), Throttling,
        $"{host} asked for fewer messages for longer than a delivery may take.",
        "Wait a few minutes.");

    /// <summary>The service failed until the retries were used up.</summary>
    public static CisFault NotifierServiceFailure(string host, string answer) => new(
        nameof(NotifierServiceFailure), Connection,
        $"{host} failed ({PlainText.OneLine(answer)}) until all retries were used up.",
        "Wait until the service is well again.");

    /// <summary>The service cannot be reached.</summary>
    public static CisFault NotifierUnreachable(string host, string reason) => new(
        nameof(NotifierUnreachable), Connection,
        $"{host} could not be reached: {PlainText.OneLine(reason).TrimEnd('.')}.",
        "Check the address, the network and the proxy (HTTPS_PROXY).");

    /// <summary>The service showed a certificate that this machine does not trust.</summary>
    public static CisFault NotifierUntrusted(string host, string reason) => new(
        nameof(NotifierUntrusted), Connection,
        $"{host} is not trusted: {reason}.",
        "Check the address, the machine's clock and its trusted roots; behind a proxy that opens TLS, trust the proxy's root.");

    /// <summary>No answer came in time.</summary>
    public static CisFault DeliveryTimedOut(string host) => new(
        nameof(DeliveryTimedOut), CisFaultKind.Timeout,
        $"{host} gave no answer in time.",
        "Check the network. The message may have arrived all the same.");
}
