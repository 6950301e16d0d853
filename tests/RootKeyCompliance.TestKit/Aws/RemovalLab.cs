namespace RootKeyCompliance.TestKit;

/// <summary>The name under which Process.Tests uses <see cref="AwsLab"/> and <see cref="RootKeys"/>.</summary>
internal sealed class RemovalLab : IAsyncDisposable
{
    private readonly AwsLab _lab;

    private RemovalLab(AwsLab lab) => _lab = lab;

    internal FakeAws Aws => _lab.Aws;

    internal ModuleSession Session => _lab.Session;

    internal static async Task<RemovalLab> StartAsync(params FakeAccount[] accounts) => new(await AwsLab.WithHostAsync(accounts));

    internal static FakeAccount WithKeys(string id, params FakeRootAccessKey[] keys) => RootKeys.In(id, keys);

    internal static FakeRootAccessKey Key(string suffix) => RootKeys.Key(suffix);

    internal SessionRun Remove(string script) => _lab.Remove(script);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();
}
