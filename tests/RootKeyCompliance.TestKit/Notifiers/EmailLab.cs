using RootKeyCompliance.Connectors.Notifiers;
using RootKeyCompliance.Connectors.Notifiers.Email;

namespace RootKeyCompliance.TestKit;

/// <summary>A mail server and a notifier that leads to it.</summary>
internal sealed class EmailLab : IAsyncDisposable
{
    internal const string Password = "pass/word+CANARY:7";
    internal const string User = "alerts@example.com";

    internal EmailLab(SmtpScript script)
    {
        Server = new ScriptedSmtpServer(script);
        Notifier = NotifierFor(script, Server.Port);
    }

    internal ScriptedSmtpServer Server { get; }

    internal CisNotifier Notifier { get; set; }

    internal ActivityLog Log { get; } = new();

    internal PauseSkippingTime Time { get; } = new();

    internal DeliveryPatience Patience => new() { Time = Time };

    internal static CisNotifier NotifierFor(SmtpScript script, int port, params (NotifierSetting Setting, string[] Texts)[] more)
    {
        var values = new Dictionary<string, SettingValue[]>(StringComparer.Ordinal);
        void Set(NotifierSetting setting, params string[] texts) => values[setting.Name] = [.. texts.Select(setting.Value)];
        Set(NotifierSetting.SmtpServer, "localhost");
        Set(NotifierSetting.Port, $"{port}");
        Set(NotifierSetting.Security, $"{script.Security}");
        Set(NotifierSetting.From, "alerts@example.com");
        Set(NotifierSetting.To, "ann@example.org");
        if (script.Login is { } login)
        {
            Set(NotifierSetting.SmtpUserName, login.User);
            Set(NotifierSetting.SmtpPassword, login.Password);
        }

        foreach (var (setting, texts) in more)
        {
            Set(setting, texts);
        }

        return new CisNotifier("mail", CisNotifierKind.Email, values);
    }

    internal Task<DeliveryOutcome> SendAsync(CisNotification notification, int alreadyDelivered = 0)
        => SendAsync(notification, TestContext.Current.CancellationToken, alreadyDelivered);

    internal async Task<DeliveryOutcome> SendAsync(CisNotification notification, CancellationToken cancellationToken, int alreadyDelivered = 0)
    {
        NotifierRules.Check(Notifier);
        await using var service = new EmailService(Notifier, Patience, new CertificateTrust(TestCertificates.Roots));
        return await service.DeliverAsync(notification, alreadyDelivered, Log, cancellationToken);
    }

    /// <summary>Everything that an outcome and the log say.</summary>
    internal string Said(DeliveryOutcome outcome) => $"{outcome} {outcome.Fault?.Message} {outcome.Fault?.RecommendedAction} {string.Join('\n', Log.Lines)}";

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
