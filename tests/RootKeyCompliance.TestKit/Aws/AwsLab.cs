
namespace RootKeyCompliance.TestKit;

/// <summary>A fake AWS, and a session whose <c>$aws</c> leads to it as a user of the first account, or as whoever is named.</summary>
internal sealed class AwsLab : IAsyncDisposable
{
    private AwsLab(FakeAws aws, ModuleSession session)
    {
        Aws = aws;
        Session = session;
    }

    internal FakeAws Aws { get; }

    internal ModuleSession Session { get; }

    /// <summary>The actions that the server was asked for, in order.</summary>
    internal IReadOnlyList<string> Actions => [.. Aws.Requests.Snapshot().Select(request => request.Action)];

    internal static Task<AwsLab> StartAsync(FakeAccount account, params Type[] testCmdlets)
        => StartAsync(new FakeAwsOptions { Accounts = [account] }, account.UserCredential, testCmdlets);

    internal static async Task<AwsLab> StartAsync(FakeAwsOptions options, FakeCredential caller, params Type[] testCmdlets)
    {
        var aws = await FakeAws.StartAsync(options, TestContext.Current.CancellationToken);
        return new AwsLab(aws, ModuleSession.Open(testCmdlets).WithAws(aws, caller));
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Aws.DisposeAsync();
    }
}
