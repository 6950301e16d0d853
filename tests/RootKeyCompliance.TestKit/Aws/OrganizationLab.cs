using System.Management.Automation;

namespace RootKeyCompliance.TestKit;

/// <summary>Short forms for organizations, and for what a script has emitted of their accounts.</summary>
internal static class OrganizationLab
{
    internal const string Management = AwsLab.Management;

    /// <summary>A fault without effect: the next scripted fault then hits the request after it.</summary>
    internal static FakeFault Nothing { get; } = FakeFault.Delay(TimeSpan.Zero);

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

    internal static FakeAccount In(this FakeAccount account, params string[] units)
    {
        account.OrganizationalUnitIds = units;
        return account;
    }
}
