namespace RootKeyCompliance.TestKit;

/// <summary>What a finding says, whoever loaded the type that says it.</summary>
internal sealed record FaultFinding(string? AccountId, string Status, string Severity, string? ErrorId, int? Active, int? Inactive);

/// <summary>
/// Holds findings against the accounts as they are. A finding may say that it could not look; what it must never do is say something untrue.
/// Safe to share.
/// </summary>
/// <param name="way">How the accounts are entered.</param>
/// <param name="accounts">All of them.</param>
internal sealed class FaultJudge(FaultWay way, IReadOnlyCollection<FakeAccount> accounts)
{
    private const string Error = "Error";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeAccount> _accounts = accounts.ToDictionary(account => account.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];

    internal int Findings => _seen.Values.Sum();

    /// <summary>Accounts without a finding.</summary>
    internal int Missing => _accounts.Keys.Count(id => !_seen.ContainsKey(id));

    /// <summary>Accounts with more than one.</summary>
    internal int Twice => _seen.Values.Count(times => times > 1);

    /// <summary>Findings that say what is not so, or are nobody's.</summary>
    internal IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Findings that did look.</summary>
    internal int Verdicts => Findings - Count(Error);

    internal int Count(string outcome) => _outcomes.GetValueOrDefault(outcome);

    internal int ErrorCount(string errorId) => _errors.GetValueOrDefault(errorId);

    /// <summary>The finding of an account, where any root access key is one too many.</summary>
    internal void Add(FaultFinding finding)
    {
        lock (_gate)
        {
            Increment(_seen, finding.AccountId ?? "nobody");
            var detail = finding.Status != "Fail" ? "" : finding.Active is null ? ", counts unknown" : ", counts known";
            Increment(_outcomes, finding.Status + detail);
            Increment(_errors, finding.ErrorId ?? "none");
        }

        Check(finding, allowInactiveKey: false);
    }

    /// <summary>Only whether it is true, under a policy.</summary>
    internal void Check(FaultFinding finding, bool allowInactiveKey)
    {
        var mistake = _accounts.TryGetValue(finding.AccountId ?? "", out var account) ? Mistake(account, finding, allowInactiveKey) : "nobody's";
        if (mistake is not null)
        {
            lock (_gate)
            {
                _wrong.Add($"{mistake}: {finding}");
            }
        }
    }

    public override string ToString() => $"{Print(_outcomes)}; errors: {Print(_errors)}; wrong: {_wrong.Count}";

    private static void Increment(Dictionary<string, int> numbers, string key) => numbers[key] = numbers.GetValueOrDefault(key) + 1;

    private static string Print(Dictionary<string, int> numbers)
        => string.Join(", ", numbers.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));

    private string? Mistake(FakeAccount account, FaultFinding finding, bool allowInactiveKey)
    {
        var keys = account.RootAccessKeys;
        var active = keys.Count(key => key.Active);
        var cannotBeSeen = account.State == FakeAccountState.Suspended || account.Denied.Contains(FakeAccount.AllActions)
            || (way == FaultWay.Role && account.Denied.Contains("AssumeRole"))
            || (way != FaultWay.Root && account.OmitSummaryKeys.Contains("AccountAccessKeysPresent"));
        return finding switch
        {
            { Status: Error } => finding.ErrorId is null ? "an error without an id" : null,
            _ when cannotBeSeen => "a verdict on what cannot be seen",
            { Status: "Pass" } when keys.Length > 0 && !(allowInactiveKey && active == 0) => "Pass with a key",
            { Status: "Fail" } when keys.Length == 0 => "Fail without a key",
            { Status: "Fail" } when allowInactiveKey && active == 0 && finding.Active == 0 => "Fail for what is allowed",
            { Status: not ("Pass" or "Fail") } => "neither Pass nor Fail",
            { Severity: "High" } when active > 0 => "too mild",
            { Active: { } said } when said != active => "a wrong number of active keys",
            { Inactive: { } said } when said != keys.Length - active => "a wrong number of inactive keys",
            _ => null,
        };
    }
}
