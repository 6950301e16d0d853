namespace RootKeyCompliance.TestKit;

/// <summary>
/// A fake AWS, and a session whose <c>$aws</c> leads to it: as a user of the management account, unless another caller is named. <c>$ids</c> are
/// the ids of its other accounts.
/// </summary>
internal sealed class AwsLab : IAsyncDisposable
{
    internal const string Management = FakeCredential.TestAccountId;

    private readonly AnsweringHost? _host;

    private AwsLab(FakeAws aws, AnsweringHost? host, FakeCredential caller, Type[] testCmdlets)
    {
        Aws = aws;
        _host = host;
        MemberIds = [.. AllIds.Where(id => id != Management)];
        var session = host is null ? ModuleSession.Open(testCmdlets) : ModuleSession.Open(host, testCmdlets);
        Session = session.WithAws(aws, caller).With("ids", MemberIds);
    }

    internal FakeAws Aws { get; }

    internal ModuleSession Session { get; }

    /// <summary>The host that answers the session's questions.</summary>
    internal AnsweringHost Host => _host ?? throw new InvalidOperationException("This session has no host.");

    /// <summary>The ids of all accounts of the server, in their order.</summary>
    internal string[] AllIds => [.. Aws.Accounts.Select(account => account.Id)];

    internal string[] MemberIds { get; }

    /// <summary>The actions that the server was asked for, in order.</summary>
    internal IReadOnlyList<string> Actions => [.. Aws.Requests.Snapshot().Select(request => request.Action)];

    /// <summary>The keys of the requests to delete a key, in order.</summary>
    internal IReadOnlyList<string> DeleteRequests => [.. Aws.Requests.Of("DeleteAccessKey").Select(request => request.TargetAccessKeyId!)];

    /// <summary>One account, and its own user as the caller.</summary>
    internal static Task<AwsLab> StartAsync(FakeAccount account, params Type[] testCmdlets)
        => StartAsync(new FakeAwsOptions { Accounts = [account] }, account.UserCredential, testCmdlets);

    internal static Task<AwsLab> StartAsync(FakeAwsOptions options, FakeCredential? caller = null, params Type[] testCmdlets)
        => StartAsync(options, host: null, caller, testCmdlets);

    /// <summary>An organization with central root access.</summary>
    internal static Task<AwsLab> OrganizationAsync(params FakeAccount[] accounts) => StartAsync(InOrganization(accounts));

    /// <summary>The same, with so many accounts without a key.</summary>
    internal static Task<AwsLab> SweepAsync(int count, FakeQuota? quota = null, TimeSpan latency = default)
        => StartAsync(new FakeAwsOptions
        {
            Accounts = FakeAccounts.Generate(count, seed: 1, FakeAccountKind.NoKey),
            Organization = FakeOrganization.WithRootAccess,
            Quotas = new FakeQuotas { Server = quota },
            Latency = latency,
        });

    /// <summary>An organization with central root access, and a person who says yes to every question.</summary>
    internal static Task<AwsLab> WithHostAsync(params FakeAccount[] accounts) => WithHostAsync("Yes", accounts);

    internal static Task<AwsLab> WithHostAsync(string answer, params FakeAccount[] accounts) => WithHostAsync(new AnsweringHost(answer), null, accounts);

    internal static Task<AwsLab> WithHostAsync(AnsweringHost host, FakeCredential? caller, params FakeAccount[] accounts)
        => StartAsync(InOrganization(accounts), host, caller, []);

    /// <summary>Runs a removal, and makes sure that nothing ended it.</summary>
    internal SessionRun Remove(string script)
    {
        var run = Session.Run(script);
        Assert.Null(run.Failure);
        return run;
    }

    /// <summary>Waits until so many accounts have been looked at.</summary>
    internal async Task AnsweredAsync(int count, CancellationToken cancellationToken)
    {
        var seen = 0;
        await Aws.Requests.WaitAsync(
            request => request is { Action: "GetAccountSummary", Status: 200 } && Interlocked.Increment(ref seen) >= count, cancellationToken);
    }

    /// <summary>Asserts that each member account has exactly one finding.</summary>
    internal void AssertAnswered(SessionRun run)
    {
        Assert.Null(run.Failure);
        Assert.Equal(MemberIds.Sorted(), run.Findings.Select(finding => finding.AccountId!).Sorted());
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Aws.DisposeAsync();
    }

    private static FakeAwsOptions InOrganization(FakeAccount[] accounts)
        => new() { Accounts = accounts, Organization = FakeOrganization.WithRootAccess };

    private static async Task<AwsLab> StartAsync(FakeAwsOptions options, AnsweringHost? host, FakeCredential? caller, Type[] testCmdlets)
    {
        var aws = await FakeAws.StartAsync(options, TestContext.Current.CancellationToken);
        return new AwsLab(aws, host, caller ?? FakeCredential.Test, testCmdlets);
    }
}
