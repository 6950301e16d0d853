
namespace RootKeyCompliance.TestKit;

/// <summary>Many accounts without a key, and a session whose <c>$ids</c> are theirs and whose <c>$aws</c> leads to them from the management account.</summary>
internal sealed class SweepLab : IAsyncDisposable
{
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(120);

    private readonly string[] _ids;

    private SweepLab(FakeAws aws, ModuleSession session, string[] ids)
    {
        Aws = aws;
        Session = session;
        _ids = ids;
    }

    internal FakeAws Aws { get; }

    internal ModuleSession Session { get; }

    internal static async Task<SweepLab> StartAsync(int count, FakeAwsOptions? options = null, IReadOnlyList<FakeAccount>? accounts = null, params Type[] testCmdlets)
    {
        options ??= new FakeAwsOptions();
        var generated = FakeAccounts.Generate(count, seed: 1, FakeAccountKind.NoKey);
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions
            {
                Accounts = [.. generated, .. accounts ?? []],
                Organization = FakeOrganization.WithRootAccess,
                Quotas = options.Quotas,
                Latency = options.Latency,
            },
            TestContext.Current.CancellationToken);
        string[] ids = [.. generated.Select(account => account.Id)];
        return new SweepLab(aws, ModuleSession.Open(testCmdlets).WithAws(aws, FakeCredential.Test).With("ids", ids), ids);
    }

    /// <summary>Waits until so many accounts have been looked at.</summary>
    internal async Task AnsweredAsync(int count, CancellationToken cancellationToken)
    {
        var seen = 0;
        await Aws.Requests.WaitAsync(
            request => request is { Action: "GetAccountSummary", Status: 200 } && Interlocked.Increment(ref seen) >= count, cancellationToken);
    }

    /// <summary>That each account has exactly one finding.</summary>
    internal void AssertAnswered(SessionRun run)
    {
        Assert.Null(run.Failure);
        Assert.Equal(_ids, run.Findings.Select(finding => finding.AccountId!).Sorted());
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Aws.DisposeAsync();
    }
}
