
namespace RootKeyCompliance.TestKit;

/// <summary>
/// An organization with central root access, and a session in front of which somebody sits. <c>$aws</c> leads to it as a user of the management
/// account.
/// </summary>
internal sealed class RemovalLab : IAsyncDisposable
{
    internal const string Member = "222233334444";
    internal const string Management = FakeCredential.TestAccountId;
    internal const string Command = "RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand";

    private RemovalLab(FakeAws aws, AnsweringHost host, ModuleSession session)
    {
        Aws = aws;
        Host = host;
        Session = session;
    }

    internal FakeAws Aws { get; }

    internal AnsweringHost Host { get; }

    internal ModuleSession Session { get; }

    /// <summary>The keys that requests to delete them have come for, in order.</summary>
    internal IReadOnlyList<string> DeleteRequests => [.. Aws.Requests.Of("DeleteAccessKey").Select(request => request.TargetAccessKeyId!)];

    internal static Task<RemovalLab> StartAsync(params FakeAccount[] accounts) => StartAsync("Yes", accounts);

    /// <summary>With somebody who always answers the same.</summary>
    internal static Task<RemovalLab> StartAsync(string answer, params FakeAccount[] accounts) => StartAsync(new AnsweringHost(answer), null, accounts);

    internal static async Task<RemovalLab> StartAsync(AnsweringHost host, FakeCredential? caller, params FakeAccount[] accounts)
    {
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions
            {
                Accounts = accounts,
                Organization = FakeOrganization.WithRootAccess,
            },
            TestContext.Current.CancellationToken);
        return new RemovalLab(aws, host, ModuleSession.Open(host).WithAws(aws, caller ?? FakeCredential.Test));
    }

    /// <summary>A member with keys that nobody has used for long, unless said otherwise.</summary>
    internal static FakeAccount WithKeys(params FakeRootAccessKey[] keys) => WithKeys(Member, keys);

    internal static FakeAccount WithKeys(string id, params FakeRootAccessKey[] keys)
    {
        var account = FakeAccounts.NoKey(id);
        account.RootAccessKeys = [.. keys];
        return account;
    }

    internal static FakeRootAccessKey Key(string suffix, bool active = true, int? usedDaysAgo = null, int ageInDays = 400) => new($"AKIAROOTKEY0{suffix}")
    {
        Active = active,
        CreateDate = DateTimeOffset.UtcNow.AddDays(-ageInDays),
        LastUsedDate = usedDaysAgo is { } days ? DateTimeOffset.UtcNow.AddDays(-days) : null,
        LastUsedService = usedDaysAgo is null ? "N/A" : "s3",
        LastUsedRegion = usedDaysAgo is null ? "N/A" : "eu-west-1",
    };

    /// <summary>Runs a removal, and makes sure that nothing ended it.</summary>
    internal SessionRun Remove(string script)
    {
        var run = Session.Run(script);
        Assert.Null(run.Failure);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Aws.DisposeAsync();
    }
}

/// <summary>Short words for removals.</summary>
internal static class RemovalRuns
{
    internal static IReadOnlyList<CisKeyRemoval> Removals(this SessionRun run) => [.. run.Output.Select(item => item.BaseObject).OfType<CisKeyRemoval>()];

    /// <summary>Key, outcome and error id of each, sorted.</summary>
    internal static string[] Outcomes(this SessionRun run)
        => run.Removals().Select(removal => $"{removal.AccessKeyId ?? removal.AccountId ?? "-"} {removal.Outcome} {removal.ErrorId}".Trim()).Sorted();
}
