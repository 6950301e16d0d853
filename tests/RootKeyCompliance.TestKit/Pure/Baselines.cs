namespace RootKeyCompliance.TestKit;

/// <summary>Findings of numbered accounts, to compare.</summary>
internal static class Baselines
{
    internal static CisFinding Finding(string account, CisStatus status) => SampleFindings.Of(status, account);

    internal static string Account(int index) => FormattableString.Invariant($"{111100000000 + index}");
}
