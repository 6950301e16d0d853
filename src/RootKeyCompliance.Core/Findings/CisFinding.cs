using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance;

/// <summary>
/// What one check found out about one account. Immutable; made by <see cref="RootAccessKeyRule"/>.
/// Unknown values are null, never a guess. All times are UTC.
/// </summary>
public sealed class CisFinding
{
    internal CisFinding(
        CisPipeline control,
        RootUserEvidence evidence,
        CisStatus status,
        CisSeverity severity,
        string message,
        DateTimeOffset checkedAt)
    {
        ControlId = control.ControlId;
        Title = control.Title;
        Benchmark = control.Benchmark;
        Status = status;
        Severity = severity;
        AccountId = evidence.AccountId;
        AccountName = evidence.AccountName;
        Partition = evidence.Partition;
        ResourceId = !AwsAccountId.IsValid(evidence.AccountId) ? null : $"arn:{evidence.Partition ?? "aws"}:iam::{evidence.AccountId}:root";
        Message = message;
        AccessKeysPresent = evidence.AccessKeysPresent;
        ActiveKeyCount = evidence.ActiveKeyCount;
        InactiveKeyCount = evidence.InactiveKeyCount;
        AccessKeys = [.. evidence.AccessKeys];
        RootMfaEnabled = evidence.RootMfaEnabled;
        RootPasswordPresent = evidence.RootPasswordPresent;
        Source = evidence.Source;
        SourceName = evidence.SourceName;
        EvidenceTime = evidence.EvidenceTime?.ToUniversalTime();
        CheckedAt = checkedAt.ToUniversalTime();
        Remediation = status is CisStatus.Fail ? control.RemediationSummary : null;
        Fault = status is CisStatus.Error ? evidence.Fault : null;
        AccountState = evidence.AccountState;
        Fingerprint = Fingerprints.Of(ControlId, AccountId ?? SourceName ?? AccountName ?? Source.ToString());
    }

    /// <summary>The control that was checked, such as <c>cis_v400_1_4</c>.</summary>
    public string ControlId { get; }

    /// <summary>The control's number and title.</summary>
    public string Title { get; }

    /// <summary>The benchmark and its version.</summary>
    public string Benchmark { get; }

    /// <summary>Pass, Fail, Skipped or Error.</summary>
    public CisStatus Status { get; }

    /// <summary>None, High, Critical or Unknown.</summary>
    public CisSeverity Severity { get; }

    /// <summary>The account's 12 digits, or null where the evidence does not name its account.</summary>
    public string? AccountId { get; }

    /// <summary>The account's name, or null where it is not known.</summary>
    public string? AccountName { get; }

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> …, or null where it is not known.</summary>
    public string? Partition { get; }

    /// <summary>The root user's ARN, or null where the account is not known.</summary>
    public string? ResourceId { get; }

    /// <summary>The finding in one English sentence.</summary>
    public string Message { get; }

    /// <summary>Whether the root user has at least one access key, active or not; null when it could not be seen.</summary>
    public bool? AccessKeysPresent { get; }

    /// <summary>Number of active root access keys (0 to 2), or null where the source does not tell.</summary>
    public int? ActiveKeyCount { get; }

    /// <summary>Number of inactive root access keys (0 to 2), or null where the source does not tell.</summary>
    public int? InactiveKeyCount { get; }

    /// <summary>The keys, as far as the source tells; empty when there are none or none are described.</summary>
    public RootAccessKey[] AccessKeys { get; }

    /// <summary>Whether the root user has MFA, or null where it is not known.</summary>
    public bool? RootMfaEnabled { get; }

    /// <summary>Whether the root user has a password, or null where it is not known.</summary>
    public bool? RootPasswordPresent { get; }

    /// <summary>The account's state in its organization, such as <c>ACTIVE</c> or <c>SUSPENDED</c>, or null where it is not known.</summary>
    public string? AccountState { get; }

    /// <summary>The kind of source that the evidence was read from.</summary>
    public CisEvidenceSource Source { get; }

    /// <summary>The source's name: a profile, a file's path, a database connection; null where it has none.</summary>
    public string? SourceName { get; }

    /// <summary>
    /// How old the evidence is (UTC): the time of the API's answer, or, where the key states came from a credential report,
    /// the time when AWS made that report (up to four hours earlier). Null where the source does not tell.
    /// </summary>
    public DateTimeOffset? EvidenceTime { get; }

    /// <summary>When the check ran (UTC).</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>What to do about a failure in one sentence; null otherwise.</summary>
    public string? Remediation { get; }

    /// <summary>The stable word for what went wrong when <see cref="Status"/> is Error, such as <c>AccessDenied</c>; null otherwise.</summary>
    public string? ErrorId => Fault?.ErrorId;

    /// <summary>The same text for the same control and account in every run: 32 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    internal CisFault? Fault { get; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;

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
