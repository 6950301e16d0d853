
namespace RootKeyCompliance.Tests;

/// <summary>Findings in a session, and what came out of it.</summary>
internal static class ComparisonSession
{
    /// <summary>A session whose <c>$now</c> are such findings, one account each in their order.</summary>
    internal static ModuleSession Now(this ModuleSession session, params CisStatus[] statuses)
        => session.With("now", statuses.Select((status, index) => Baselines.Finding(Baselines.Account(index), status)).ToArray());

    /// <summary>Account, status and change of each.</summary>
    internal static string[] Changes(this SessionRun run)
        => [.. run.Findings.Select(finding => $"{finding.AccountId![^1]} {finding.Status} {finding.Change}")];
}
