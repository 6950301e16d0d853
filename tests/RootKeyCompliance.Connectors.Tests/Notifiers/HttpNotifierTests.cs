using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.Tests;

/// <summary>Slack, Teams and a webhook's receiver on loopback, and one way to send to them.</summary>
public abstract class HttpNotifierTests : IAsyncLifetime
{
    private protected static readonly string[] Names = ["slack", "slack-api", "teams", "webhook"];

    public static TheoryData<string> Notifiers => new(Names);

    private protected FakeServices Services { get; private set; } = null!;

    private protected PauseSkippingTime Time { get; } = new();

    private protected ActivityLog Log { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Services = await FakeServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<DeliveryOutcome> SendAsync(CisNotifier notifier, CisNotification? digest = null)
        => Delivery.SendAsync(notifier, digest ?? SampleDigests.Small, Token, Time, Log);

    /// <summary>Sends a digest that fits into one message.</summary>
    /// <returns>The request that the service has taken.</returns>
    private protected async Task<ServiceRequest> TakenAsync(CisNotifier notifier, CisNotification? digest = null)
    {
        var before = Services.Requests.Count;
        Assert.Null((await SendAsync(notifier, digest)).Fault);
        return Assert.Single(Services.Requests.Skip(before));
    }
}
