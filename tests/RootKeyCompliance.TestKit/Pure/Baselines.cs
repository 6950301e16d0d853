namespace RootKeyCompliance.TestKit;

/// <summary>Findings of a status.</summary>
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

    internal static string Account(int index) => FormattableString.Invariant($"{111100000000 + index}");
}
