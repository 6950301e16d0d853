using CsCheck;

namespace RootKeyCompliance.Tests;

public sealed class RootAccessKeyRulePropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.FromHours(1));

    private static readonly Gen<int?> Count = Gen.Int[-1, 2].Select(count => count < 0 ? (int?)null : count);

    private static readonly Gen<bool?> Flag = Gen.Int[0, 2].Select(value => value == 2 ? (bool?)null : value == 1);

    private static readonly Gen<string?> State = OneOf<string?>(null, "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "PENDING_ACTIVATION", "CLOSED", "suspended", "NEW_STATE");

    private static readonly Gen<RootUserEvidence> Evidence = Gen.Select(
        Flag, Count, Count, State, Gen.Bool, OneOf(Enum.GetValues<CisEvidenceSource>()), OneOf<string?>(null, "111122223333"), OneOf<string?>(null, "", "data"),
        (present, active, inactive, state, failed, source, id, name) => new RootUserEvidence
        {
            Source = source,
            AccountId = id,
            AccountName = name,
            AccountState = state,
            AccessKeysPresent = present,
            ActiveKeyCount = active,
            InactiveKeyCount = inactive,
            Fault = failed ? CisFaults.ClockSkew() : null,
        });

    [Fact]
    public void An_account_left_out_is_Skipped_whatever_was_seen() => Holds((evidence, finding) =>
        (finding.Status == CisStatus.Skipped) == (evidence.AccountState?.ToUpperInvariant() is "SUSPENDED" or "PENDING_CLOSURE" or "PENDING_ACTIVATION" or "CLOSED"));

    [Fact]
    public void Never_Pass_when_a_key_was_seen_active() => Holds((evidence, finding) =>
        !(evidence.ActiveKeyCount > 0) || finding.Status != CisStatus.Pass);

    [Fact]
    public void Never_Pass_when_a_key_of_unknown_state_was_seen() => Holds((evidence, finding) =>
        evidence is not ({ AccessKeysPresent: true, InactiveKeyCount: 0 } or { AccessKeysPresent: true, ActiveKeyCount: null } or { ActiveKeyCount: null, InactiveKeyCount: > 0 })
        || finding.Status != CisStatus.Pass);

    [Fact]
    public void Pass_only_when_it_was_seen_that_there_is_none_or_that_all_are_inactive() => Holds((evidence, finding) =>
        finding.Status != CisStatus.Pass || evidence is { Fault: null, AccessKeysPresent: false } or { Fault: null, ActiveKeyCount: 0, InactiveKeyCount: > 0 }
            or { Fault: null, AccessKeysPresent: true, ActiveKeyCount: 0, InactiveKeyCount: null });

    [Fact]
    public void Error_exactly_when_nothing_was_seen() => Holds((evidence, finding) =>
        finding.Status == CisStatus.Skipped
        || (finding.Status == CisStatus.Error) == (evidence.Fault is not null
            || (evidence.AccessKeysPresent is null && !(evidence.ActiveKeyCount > 0) && !(evidence.InactiveKeyCount > 0))));

    [Fact]
    public void Severity_error_id_and_remediation_follow_the_status() => Holds((_, finding) => finding.Status switch
    {
        CisStatus.Pass => finding is { Severity: CisSeverity.None, ErrorId: null, Remediation: null },
        CisStatus.Skipped => finding is { Severity: CisSeverity.None, ErrorId: null, Remediation: null },
        CisStatus.Fail => finding is { Severity: CisSeverity.High or CisSeverity.Critical, ErrorId: null, Remediation: not null },
        _ => finding is { Severity: CisSeverity.Unknown, ErrorId: not null, Remediation: null },
    });

    [Fact]
    public void High_only_when_every_key_is_known_to_be_inactive() => Holds((evidence, finding) =>
        finding.Severity != CisSeverity.High || evidence is { ActiveKeyCount: 0, InactiveKeyCount: > 0 }
            or { AccessKeysPresent: true, ActiveKeyCount: 0, InactiveKeyCount: null });

    [Fact]
    public void Every_finding_is_one_line_and_in_UTC() => Holds((_, finding) =>
        finding.Message.Length > 0 && !finding.Message.Contains('\n', StringComparison.Ordinal) && finding.ToString() == finding.Message
        && finding.CheckedAt == Now && finding.CheckedAt.Offset == TimeSpan.Zero);

    private static void Holds(Func<RootUserEvidence, CisFinding, bool> property) => Gen.Select(Evidence, Gen.Bool).Sample(
        (evidence, allowInactive) =>
            property(evidence, SampleFindings.Judge(evidence, allowInactive, time: Now)),
        iter: Thorough.Choose(2000, 20_000));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
