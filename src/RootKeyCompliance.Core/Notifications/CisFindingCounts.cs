namespace RootKeyCompliance;

/// <summary>Numbers of findings by status.</summary>
/// <param name="Pass">Accounts without a root access key.</param>
/// <param name="Fail">Accounts with one.</param>
/// <param name="Error">Accounts that could not be checked.</param>
/// <param name="Skipped">Accounts that are not active.</param>
public sealed record CisFindingCounts(int Pass, int Fail, int Error, int Skipped)
{
    /// <summary>All findings.</summary>
    public int Total => Pass + Fail + Error + Skipped;

    internal CisFindingCounts Add(CisStatus status) => status switch
    {
        CisStatus.Pass => this with { Pass = Pass + 1 },
        CisStatus.Fail => this with { Fail = Fail + 1 },
        CisStatus.Error => this with { Error = Error + 1 },
        _ => this with { Skipped = Skipped + 1 },
    };
}
