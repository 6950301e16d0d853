namespace RootKeyCompliance;

/// <summary>A finding in the page's words: every text is fit to be shown, none is escaped yet. Empty where nothing is known.</summary>
internal sealed class HtmlRow
{
    private static readonly string[] KeyTitles = ["Key", "State", "Made", "Changed", "Last used", "Region", "Service"];

    private readonly CisFinding _finding;

    internal HtmlRow(CisFinding finding)
    {
        _finding = finding;
        Status = finding.Status;
        Severity = finding.Severity;
        Change = finding.Change;
        Account = First(finding.AccountId, finding.SourceName, finding.AccountName, "not named");
        Name = HtmlText.Shown(finding.AccountName);
        Message = HtmlText.Shown(finding.Message);
        ErrorId = HtmlText.Shown(finding.ErrorId);
        Advice = HtmlText.Shown(finding.Fault?.RecommendedAction);
        Result = ResultOf(finding);
        Keys = [.. finding.AccessKeys.Select(Texts)];
        LastUsed = HtmlText.Day(finding.AccessKeys.Max(key => key.LastUsedDate));
        Evidence = HtmlText.Minutes(finding.EvidenceTime);
    }

    internal static IReadOnlyList<string> KeyColumns => KeyTitles;

    internal CisStatus Status { get; }

    internal CisSeverity Severity { get; }

    internal CisFindingChange? Change { get; }

    internal string ControlId => _finding.ControlId;

    /// <summary>The account's 12 digits, or what else tells it from others.</summary>
    internal string Account { get; }

    internal string Name { get; }

    /// <summary>What was seen, in a few words.</summary>
    internal string Result { get; }

    internal string Message { get; }

    internal string ErrorId { get; }

    /// <summary>The way out of an error.</summary>
    internal string Advice { get; }

    /// <summary>When one of the keys was last used.</summary>
    internal string LastUsed { get; }

    internal string Evidence { get; }

    /// <summary>The keys, each with the texts of <see cref="KeyColumns"/>.</summary>
    internal IReadOnlyList<string[]> Keys { get; }

    /// <summary>All else that is known, as names and texts.</summary>
    internal IEnumerable<(string Name, string Text)> Facts()
    {
        var named = AwsAccountId.IsValid(_finding.AccountId);
        (string Name, string? Text)[] facts =
        [
            ("Root user", named ? _finding.ResourceId : null),
            ("Partition", named ? null : _finding.Partition),
            ("Account state", _finding.AccountState),
            ("Root MFA", Word(_finding.RootMfaEnabled, "On", "Off")),
            ("Root password", Word(_finding.RootPasswordPresent, "There is one", "There is none")),
            ("Source", SourceName(_finding.Source)),
            ("Source's name", _finding.SourceName),
            ("Evidence of", Evidence.Length == 0 ? "Time not known" : Evidence),
            ("Checked at", HtmlText.Minutes(_finding.CheckedAt)),
            ("Control", _finding.ControlId),
            ("Fingerprint", _finding.Fingerprint),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Text)).Select(fact => (fact.Name, HtmlText.Shown(fact.Text)));
    }

    internal static string SourceName(CisEvidenceSource source) => source switch
    {
        CisEvidenceSource.Iam => "IAM API",
        CisEvidenceSource.CredentialReport => "Credential report",
        CisEvidenceSource.AccountSummary => "Account summary",
        CisEvidenceSource.Steampipe => "Steampipe",
        CisEvidenceSource.Organizations => "AWS Organizations",
        _ => source.ToString(),
    };

    private static string ResultOf(CisFinding finding) => finding switch
    {
        { Status: CisStatus.Error } => First(finding.ErrorId, "Could not be checked"),
        { Status: CisStatus.Skipped } => First(finding.AccountState, "Not checked"),
        { ActiveKeyCount: > 0 and var active, InactiveKeyCount: > 0 and var inactive }
            => $"{HtmlText.Count(active)} active, {HtmlText.Count(inactive, "inactive key", "inactive keys")}",
        { ActiveKeyCount: > 0 and var active, InactiveKeyCount: 0 } => HtmlText.Count(active, "active key", "active keys"),
        { ActiveKeyCount: 0, InactiveKeyCount: > 0 and var inactive } => HtmlText.Count(inactive, "inactive key", "inactive keys"),
        { Status: CisStatus.Fail, ActiveKeyCount: > 0 and var active } => $"{HtmlText.Count(active, "active key", "active keys")}, inactive not known",
        { Status: CisStatus.Fail, ActiveKeyCount: 0 } => "Inactive keys, number not known",
        { Status: CisStatus.Fail } => "Keys, number not known",
        { AccessKeysPresent: true } => "No active key",
        _ => "No key",
    };

    private static string[] Texts(RootAccessKey key) =>
    [
        First(key.AccessKeyId, "id not known"),
        key.Status.ToString(),
        HtmlText.Day(key.CreateDate),
        HtmlText.Day(key.LastRotatedDate),
        HtmlText.Minutes(key.LastUsedDate),
        HtmlText.Shown(key.LastUsedRegion),
        HtmlText.Shown(key.LastUsedService),
    ];

    private static string? Word(bool? value, string yes, string no) => value switch
    {
        true => yes,
        false => no,
        null => null,
    };

    private static string First(params string?[] texts) => texts.Select(HtmlText.Shown).First(text => text.Length > 0);
}
