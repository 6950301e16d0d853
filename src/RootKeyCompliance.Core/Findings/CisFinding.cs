using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance;

/// <summary>
/// What one check found out about one account. Immutable; made by <see cref="RootAccessKeyRule"/>.
/// Unknown values are null, never a guess. All times are UTC. Texts are made of the evidence when they are asked for: of most accounts of a
/// fleet nobody does.
/// </summary>
public sealed class CisFinding
{
    private readonly CisPipeline _control;
    private readonly RootUserEvidence _evidence;
    private readonly string? _message;

    /// <param name="control">The control that was checked.</param>
    /// <param name="evidence">What was seen.</param>
    /// <param name="status">The verdict.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="checkedAt">When the check ran.</param>
    /// <param name="message">The finding in one sentence, where it is not to be made of the evidence.</param>
    internal CisFinding(
        CisPipeline control, RootUserEvidence evidence, CisStatus status, CisSeverity severity, DateTimeOffset checkedAt, string? message = null)
    {
        _control = control;

        // Whoever made the evidence may still hold the list.
        _evidence = evidence.AccessKeys.Count == 0 ? evidence : evidence with { AccessKeys = [.. evidence.AccessKeys] };
        _message = message;
        Status = status;
        Severity = severity;
        CheckedAt = checkedAt.ToUniversalTime();
    }

    /// <summary>The control that was checked, such as <c>cis_v400_1_4</c>.</summary>
    public string ControlId => _control.ControlId;

    /// <summary>The control's number and title.</summary>
    public string Title => _control.Title;

    /// <summary>The benchmark and its version.</summary>
    public string Benchmark => _control.Benchmark;

    /// <summary>Pass, Fail, Skipped or Error.</summary>
    public CisStatus Status { get; }

    /// <summary>None, High, Critical or Unknown.</summary>
    public CisSeverity Severity { get; }

    /// <summary>The account's 12 digits, or null where the evidence does not name its account.</summary>
    public string? AccountId => _evidence.AccountId;

    /// <summary>The account's name, or null where it is not known.</summary>
    public string? AccountName => _evidence.AccountName;

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> …, or null where it is not known.</summary>
    public string? Partition => _evidence.Partition;

    /// <summary>The root user's ARN, or null where the account is not known.</summary>
    public string? ResourceId => !AwsAccountId.IsValid(AccountId) ? null : $"arn:{Partition ?? "aws"}:iam::{AccountId}:root";

    /// <summary>The finding in one English sentence.</summary>
    public string Message => _message ?? FindingText.Of(Status, _evidence);

    /// <summary>Whether the root user has at least one access key, active or not; null when it could not be seen.</summary>
    public bool? AccessKeysPresent => _evidence.AccessKeysPresent;

    /// <summary>Number of active root access keys (0 to 2), or null where the source does not tell.</summary>
    public int? ActiveKeyCount => _evidence.ActiveKeyCount;

    /// <summary>Number of inactive root access keys (0 to 2), or null where the source does not tell.</summary>
    public int? InactiveKeyCount => _evidence.InactiveKeyCount;

    /// <summary>The keys, as far as the source tells; empty when there are none or none are described.</summary>
    public RootAccessKey[] AccessKeys => [.. _evidence.AccessKeys];

    /// <summary>Whether the root user has MFA, or null where it is not known.</summary>
    public bool? RootMfaEnabled => _evidence.RootMfaEnabled;

    /// <summary>Whether the root user has a password, or null where it is not known.</summary>
    public bool? RootPasswordPresent => _evidence.RootPasswordPresent;

    /// <summary>The account's state in its organization, such as <c>ACTIVE</c> or <c>SUSPENDED</c>, or null where it is not known.</summary>
    public string? AccountState => _evidence.AccountState;

    /// <summary>The kind of source that the evidence was read from.</summary>
    public CisEvidenceSource Source => _evidence.Source;

    /// <summary>The source's name: a profile, a file's path, a database connection; null where it has none.</summary>
    public string? SourceName => _evidence.SourceName;

    /// <summary>
    /// How old the evidence is (UTC): the time of the API's answer, or, where the key states came from a credential report,
    /// the time when AWS made that report (up to four hours earlier). Null where the source does not tell.
    /// </summary>
    public DateTimeOffset? EvidenceTime => _evidence.EvidenceTime?.ToUniversalTime();

    /// <summary>When the check ran (UTC).</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>What to do about a failure in one sentence; null otherwise.</summary>
    public string? Remediation => Status is CisStatus.Fail ? _control.RemediationSummary : null;

    /// <summary>The stable word for what went wrong when <see cref="Status"/> is Error, such as <c>AccessDenied</c>; null otherwise.</summary>
    public string? ErrorId => Fault?.ErrorId;

    /// <summary>The same text for the same control and account in every run: 32 hexadecimal digits.</summary>
    public string Fingerprint => Fingerprints.Of(ControlId, AwsAccountId.IsValid(AccountId) ? AccountId : $"{Source}\n{KeyIds.MaskAllIn(AccountId ?? SourceName ?? AccountName ?? "")}");

    /// <summary>Whether it names neither account nor source: its fingerprint is that of every such finding.</summary>
    internal bool IsNameless => AccountId is null && SourceName is null && AccountName is null;

    /// <summary>New, Unchanged, Resolved or Unknown beside an earlier run; null before Compare-CisFinding has compared it.</summary>
    public CisFindingChange? Change { get; internal init; }

    internal CisPipeline Control => _control;

    internal CisFault? Fault => Status is CisStatus.Error ? _evidence.Fault : null;

    /// <summary>The message.</summary>
    public override string ToString() => Message;

    /// <summary>The same finding, compared.</summary>
    internal CisFinding With(CisFindingChange change) => new(_control, _evidence, Status, Severity, CheckedAt, _message) { Change = change };

    private static class Fingerprints
    {
        internal static string Of(string controlId, string subject)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes($"{controlId}\n{subject}"), hash);
            return Convert.ToHexString(hash[..16]).ToLowerInvariant();
        }
    }
}
