using System.Globalization;

namespace RootKeyCompliance.Formatting;

/// <summary>The words of the table view, kept out of the format file so that they can be tested.</summary>
public static class FindingView
{
    /// <summary>What there is to see in one account, in few words.</summary>
    /// <param name="finding">The finding.</param>
    public static string Detail(CisFinding? finding) => finding switch
    {
        null => "",
        { Status: CisStatus.Error } => finding.ErrorId ?? "",
        { Status: CisStatus.Skipped } => finding.AccountState ?? "",
        { ActiveKeyCount: { } active, InactiveKeyCount: { } inactive } when active + inactive > 0
            => string.Create(CultureInfo.InvariantCulture, $"{active} active, {inactive} inactive"),
        { AccessKeysPresent: true, ActiveKeyCount: 0 } => "inactive",
        { AccessKeysPresent: true } => "key present",
        _ => "no key",
    };

    /// <summary>Which account it is, or where the evidence was read when its account is not known.</summary>
    /// <param name="finding">The finding.</param>
    public static string Account(CisFinding? finding) => PlainText.OneLine(finding?.AccountId ?? "");

    /// <summary>The account's name, or the name of the source where the account has none.</summary>
    /// <param name="finding">The finding.</param>
    public static string Name(CisFinding? finding) => PlainText.OneLine(finding switch
    {
        null => "",
        { AccountName: { } name } => name,
        { Source: CisEvidenceSource.CredentialReport, SourceName: { } path } => Path.GetFileName(path),
        _ => finding.SourceName ?? "",
    });

    /// <summary>The status, coloured by PowerShell's own palette unless colours are not wanted.</summary>
    /// <param name="status">The status.</param>
    /// <param name="good">What starts the colour of Pass.</param>
    /// <param name="bad">What starts the colour of Fail.</param>
    /// <param name="doubtful">What starts the colour of Error.</param>
    /// <param name="plain">What starts the colour of Skipped.</param>
    /// <param name="reset">What ends a colour.</param>
    public static string Status(CisStatus status, string? good, string? bad, string? doubtful, string? plain, string? reset)
    {
        var start = status switch
        {
            CisStatus.Pass => good,
            CisStatus.Fail => bad,
            CisStatus.Error => doubtful,
            _ => plain,
        };
        return ColouredWord.Of(status.ToString(), start, reset);
    }
}
