namespace RootKeyCompliance.Tests;

internal static class ComparisonSession
{
    /// <summary>A session whose <c>$now</c> are such findings, one account each in their order.</summary>
    internal static ModuleSession Now(this ModuleSession session, params CisStatus[] statuses)
        => session.With("now", statuses.Select((status, index) => Baselines.Finding(Baselines.Account(index), status)).ToArray());

    internal static string[] Changes(this SessionRun run)
        => [.. run.Findings.Select(finding => $"{finding.AccountId![^1]} {finding.Status} {finding.Change}")];
}
