using System.Management.Automation;

namespace RootKeyCompliance.TestKit;

/// <summary>A fake organization, and a session whose <c>$aws</c> leads to it as a user of its management account, unless somebody else is named.</summary>
internal static class OrganizationLab
{
    internal const string Management = FakeCredential.TestAccountId;
    internal const string GetCommand = "RootKeyCompliance.Commands.GetCisAccountCommand";
    internal const string TestCommand = "RootKeyCompliance.Commands.TestCisRootAccessKeyCommand";

    /// <summary>Plays a fault that is none: the next one that is scripted then hits the request after it.</summary>
    internal static FakeFault Nothing { get; } = FakeFault.Delay(TimeSpan.Zero);

    internal static Task<AwsLab> StartAsync(params FakeAccount[] accounts) => StartAsync(new FakeAwsOptions { Accounts = accounts });

    internal static Task<AwsLab> StartAsync(FakeAwsOptions options, FakeCredential? caller = null, params Type[] testCmdlets)
        => AwsLab.StartAsync(options, caller ?? FakeCredential.Test, testCmdlets);

    /// <summary>With central root access, where nothing else is said.</summary>
    internal static Task<AwsLab> StartWithRootAccessAsync(FakeAccount account, FakeCredential? caller = null) => StartAsync(
        new FakeAwsOptions { Accounts = [account], Organization = new FakeOrganization { EnabledFeatures = RootAccess() } }, caller);

    internal static ISet<string> RootAccess() => new HashSet<string>(StringComparer.Ordinal) { "RootCredentialsManagement" };

    /// <summary>So many accounts without a key.</summary>
    internal static FakeAccount[] Many(int count) => [.. FakeAccounts.Generate(count, seed: 1, FakeAccountKind.NoKey)];

    internal static IReadOnlyList<CisAccount> Accounts(this SessionRun run) => [.. run.Output.Select(item => (CisAccount)item.BaseObject)];

    /// <summary>The ids, in the order in which they came; an account without one is the word for why.</summary>
    internal static string[] Ids(this SessionRun run) => [.. run.Accounts().Select(account => account.Id ?? account.ErrorId ?? "")];

    /// <summary>How each account was judged, in the order of their ids: those without an id come last.</summary>
    internal static string[] Verdicts(this SessionRun run)
        => run.Findings.Select(finding => $"{finding.AccountId} {finding.Status} {finding.ErrorId}".Trim()).Sorted();

    /// <summary>Ends when so many objects have come out of a script that still runs.</summary>
    internal static Task OutputAsync(this RunningScript running, int count, CancellationToken cancellationToken)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, DataAddedEventArgs added)
        {
            if (running.Output.Count >= count)
            {
                enough.TrySetResult();
            }
        }

        running.Output.DataAdded += Look;
        Look(null, null!);
        return enough.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    /// <summary>The ids of all accounts of the server, in their order.</summary>
    internal static string[] AllIds(this AwsLab lab) => [.. lab.Aws.Accounts.Select(account => account.Id)];

    internal static FakeAccount In(this FakeAccount account, params string[] units)
    {
        account.OrganizationalUnitIds = units;
        return account;
    }
}
