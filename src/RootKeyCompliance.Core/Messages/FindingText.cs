using System.Globalization;

namespace RootKeyCompliance;

/// <summary>The sentences about single accounts.</summary>
internal static class FindingText
{
    internal static string Of(CisStatus status, RootUserEvidence evidence) => status switch
    {
        CisStatus.Fail => $"Detected IAM <root_account> [{(evidence.AccountId is { } id ? PlainText.OneLine(id) : "unknown account")}] with {Keys(evidence)}.",
        CisStatus.Error => $"Could not check {Subject(evidence)}: {PlainText.OneLine(evidence.Fault?.Message)}",
        CisStatus.Skipped => $"{Capital(Subject(evidence))}: not checked, the account is {PlainText.OneLine(evidence.AccountState)}.",
        _ when evidence.InactiveKeyCount > 0 => $"{Capital(Subject(evidence))}: no active root access key ({evidence.InactiveKeyCount} inactive).",
        _ when evidence.AccessKeysPresent == true => $"{Capital(Subject(evidence))}: no active root access key.",
        _ => $"{Capital(Subject(evidence))}: no root access key.",
    };

    private static string Keys(RootUserEvidence evidence) => evidence is { ActiveKeyCount: { } active, InactiveKeyCount: { } inactive } && active + inactive > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{active + inactive} access key(s) ({active} active, {inactive} inactive)")
        : "access key(s)";

    private static string Subject(RootUserEvidence evidence)
    {
        var name = PlainText.OneLine(evidence.AccountName);
        if (evidence.AccountId is { } id)
        {
            return name.Length == 0 ? $"account {PlainText.OneLine(id)}" : $"account {PlainText.OneLine(id)} ({name})";
        }

        var source = PlainText.OneLine(evidence.SourceName);
        return evidence.Source switch
        {
            _ when name.Length > 0 => $"account {name}",
            CisEvidenceSource.CredentialReport when source.Length > 0 => $"credential report '{source}'",
            CisEvidenceSource.Iam when source.Length > 0 => $"the account of profile '{source}'",
            CisEvidenceSource.Iam => "the account of these credentials",
            CisEvidenceSource.AccountSummary when source.Length > 0 => source,
            CisEvidenceSource.AccountSummary => "the account of this summary",
            CisEvidenceSource.Organizations => "the accounts of the organization that were not listed",
            CisEvidenceSource.Steampipe when source.Length > 0 => $"Steampipe '{source}'",
            _ when source.Length > 0 => $"'{source}'",
            _ => "an account that its source does not name",
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
