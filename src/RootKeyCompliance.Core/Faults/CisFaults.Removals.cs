using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of deleting root access keys.</summary>
public static partial class CisFaults
{
    private const string SeeRemoval = "Get-Help about_RootKeyCompliance_RemovingRootKeys shows what has to be set up.";

    /// <summary>A key id cannot be one. Not shown: it may be a secret in the wrong place.</summary>
    public static CisFault InvalidAccessKeyId() => new(
        nameof(InvalidAccessKeyId), InvalidArgument,
        "-AccessKeyId is not the id of an access key.",
        "Give an id such as AKIAIOSFODNN7EXAMPLE, or masked as findings show it: AKIA…MPLE.");

    /// <summary>An account id is not 12 digits.</summary>
    public static CisFault InvalidRemovalAccount(string? text) => InvalidAccountId(text) with
    {
        RecommendedAction = KeyIds.IsOne(text)
            ? "Give the account's 12 digits; the id of a key goes to -AccessKeyId."
            : "Give all 12 digits, as text: leading zeros are lost in numbers.",
    };

    /// <summary>An object from the pipeline was a finding, or a removal, and is none that can be read.</summary>
    public static CisFault FormerFinding(string typeName) => new(
        nameof(InvalidInputObject), InvalidArgument,
        $"an object of type {PlainText.OneLine(typeName)} has a ControlId like a finding, and which keys it means cannot be read.",
        "Keep findings with Export-Clixml; or pipe accounts, of removals $removals.AccountId.");

    /// <summary>An object from the pipeline is neither a finding nor an account.</summary>
    public static CisFault InvalidRemovalInput(string typeName) => new(
        nameof(InvalidInputObject), InvalidArgument,
        $"an object of type {PlainText.OneLine(typeName)} is neither a finding nor an account.",
        "Pipe findings of Test-CisRootAccessKey, accounts of Get-CisAccount or Get-ORGAccountList, or account ids as text.");

    /// <summary>A finding that says of no key that it is there.</summary>
    public static CisFault FindingNotFail(CisStatus status, string? errorId = null) => new(
        nameof(FindingNotFail), InvalidArgument,
        $"the finding's status is {status}{(errorId is null ? "" : $" ({PlainText.OneLine(errorId)})")}, and only Fail says that there is a root access key.",
        "Pipe findings through Where-Object Status -eq Fail; check accounts again that could not be checked.");

    /// <summary>An account that is not active.</summary>
    public static CisFault AccountNotActive(string? state) => new(
        nameof(AccountNotActive), InvalidArgument,
        $"the account is {PlainText.OneLine(state)}.",
        "Reopen the account first, or leave it out.");

    /// <summary>The account's own credentials are not its root user's.</summary>
    public static CisFault CallerNotRoot(string account, string arn) => new(
        nameof(CallerNotRoot), Permission,
        $"only its root user can delete them, and the credentials, which are account {account}'s own, are {PlainText.OneLine(arn)}.",
        $"For a member account use credentials of the organization's management account or of its delegated administrator for IAM; for that account itself sign in as its root user, or sign with its root access key. {SeeRemoval}");

    /// <summary>The management account's root user cannot be reached from elsewhere.</summary>
    public static CisFault ManagementAccountKeepsItsKeys(string account) => ManagementAccountOutOfReach(account) with
    {
        RecommendedAction = $"Delete them signed in as that account's root user, or sign with its root access key. {SeeRemoval}",
    };

    /// <summary>The session leads somewhere else.</summary>
    public static CisFault RemovalSessionMismatch(string wanted, string actual) => new(
        nameof(AccountMismatch), Permission,
        $"the root session belongs to account {PlainText.OneLine(actual)}, not to {wanted}.",
        "Check -EndpointUrl and the credentials; nothing was deleted.");

    /// <summary>Somebody or something still uses the key.</summary>
    public static CisFault AccessKeyRecentlyUsed(int days, string use) => new(
        nameof(AccessKeyRecentlyUsed), InvalidArgument,
        FormattableString.Invariant($"it was used within {days} days, {PlainText.OneLine(use)}."),
        "Find out who uses it (CloudTrail, userIdentity.accessKeyId) and give them a role; then repeat the command with -AllowRecentlyUsed, or with another -UsedWithinDays.");

    /// <summary>Nobody knows whether somebody uses the key.</summary>
    public static CisFault AccessKeyLastUseUnknown() => new(
        nameof(AccessKeyLastUseUnknown), InvalidArgument,
        "when it was last used could not be seen.",
        "Allow iam:GetAccessKeyLastUsed, or repeat the command with -AllowRecentlyUsed.");

    /// <summary>The key has been made since.</summary>
    public static CisFault AccessKeyNotInFinding() => new(
        nameof(AccessKeyNotInFinding), InvalidArgument,
        "the finding does not speak of it, or of fewer keys than there are: one was made since, or hidden then.",
        "Check the account again with Test-CisRootAccessKey -CentralRootAccess, and pipe the new finding.");

    /// <summary>The key is not as it was when somebody consented.</summary>
    public static CisFault AccessKeyChanged() => new(
        nameof(AccessKeyChanged), InvalidArgument,
        "its state or its last use has changed since the question.",
        "Repeat the command, and look at what it says of the key now.");

    /// <summary>The key that signs is needed for another one.</summary>
    public static CisFault SigningKeyNeeded() => new(
        nameof(SigningKeyNeeded), InvalidArgument,
        "it signs this command, and another key of the account is still there: without it nobody could delete that one.",
        "Find out why the other key is still there, and repeat the command.");

    /// <summary>The key that is meant is not among those that are there.</summary>
    public static CisFault AccessKeyNotFound(int others) => new(
        nameof(AccessKeyNotFound), CisFaultKind.NotFound,
        $"the account has no such root access key, and {others.ToString(System.Globalization.CultureInfo.InvariantCulture)} other(s).",
        "Check -AccessKeyId; Test-CisRootAccessKey -CentralRootAccess shows the keys that are there.");

    /// <summary>The account has two keys of that masked id.</summary>
    public static CisFault AccessKeyAmbiguous() => new(
        nameof(AccessKeyAmbiguous), InvalidArgument,
        "the account has two keys that are this one when masked.",
        "Give the whole id to -AccessKeyId.");

    /// <summary>There is nobody to ask.</summary>
    public static CisFault ConsentUnavailable() => new(
        nameof(ConsentUnavailable), InvalidArgument,
        "nobody could be asked in this session.",
        "Rehearse with -WhatIf; then run it where questions can be answered, or with -Confirm:$false.");

    /// <summary>What is done cannot be written down.</summary>
    public static CisFault AuditNotWritable(string path, string reason) => new(
        nameof(AuditNotWritable), InvalidArgument,
        $"The audit file '{PlainText.OneLine(path)}' could not be written: {Sentence(reason)}",
        "Give -AuditPath a file in a folder that can be written to; nothing is deleted without a line in it.");

    /// <summary>AWS took the request, or lost it, and the key is still there.</summary>
    public static CisFault AccessKeyNotDeleted(CisFault? last) => new(
        nameof(AccessKeyNotDeleted), last?.Kind ?? Connection,
        $"the key is still listed after several attempts.{(last is null ? "" : $" The last one: {last.Message}")}",
        "Repeat the command: it looks the keys up again.");

    /// <summary>The answer to a deletion was lost, and so was everything after it.</summary>
    public static CisFault AccessKeyFateUnknown(CisFault last)
    {
        ArgumentNullException.ThrowIfNull(last);
        return new(
            nameof(AccessKeyFateUnknown), last.Kind,
            $"the request was sent, and whether the key is gone is not known. {last.Message}",
            "Repeat the command: it looks the keys up again, and deletes none twice.");
    }
}
