using RootKeyCompliance.Tests.Infrastructure;

namespace RootKeyCompliance.Tests.Comparison;

/// <summary>Findings of a status, and files of them.</summary>
internal static class Baselines
{
    internal static CisFinding Finding(string account, CisStatus status)
    {
        var evidence = new RootUserEvidence { Source = CisEvidenceSource.Iam, AccountId = account, EvidenceTime = DateTimeOffset.UtcNow };
        evidence = status switch
        {
            CisStatus.Pass => evidence with { AccessKeysPresent = false },
            CisStatus.Fail => evidence with { AccessKeysPresent = true },
            CisStatus.Skipped => evidence with { AccountState = "SUSPENDED" },
            _ => evidence with { Fault = CisFaults.Throttled("iam:GetAccountSummary") },
        };
        var finding = RootAccessKeyRule.Evaluate(CisPipelineCatalogue.Get("cis_v400_1_4"), evidence, allowInactiveKey: false, DateTimeOffset.UtcNow);
        return finding.Status == status ? finding : throw new InvalidOperationException($"{finding.Status}");
    }

    /// <summary>A session whose <c>$now</c> are such findings, one account each in their order.</summary>
    internal static ModuleSession Now(this ModuleSession session, params CisStatus[] statuses)
        => session.With("now", statuses.Select((status, index) => Finding(Account(index), status)).ToArray());

    internal static string Account(int index) => FormattableString.Invariant($"{111100000000 + index}");

    /// <summary>Account, status and change of each.</summary>
    internal static string[] Changes(this SessionRun run)
        => [.. run.Findings.Select(finding => $"{finding.AccountId![^1]} {finding.Status} {finding.Change}")];
}
