using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Every fault that this module reports: the one place where error ids and their sentences stand.</summary>
public static partial class CisFaults
{
    // Arguments and input.

    /// <summary>An account id is not 12 digits.</summary>
    public static CisFault InvalidAccountId(string? text) => new(
        nameof(InvalidAccountId), InvalidArgument,
        $"'{KeyIds.MaskAllIn(PlainText.OneLine(text))}' is not an AWS account id, which has exactly 12 digits.",
        "Give all 12 digits, as text: leading zeros are lost in numbers. Files go to -ReportPath, profiles to -ProfileName.");

    /// <summary>The credentials are another account's.</summary>
    public static CisFault AccountMismatch(string wanted, string actual) => new(
        nameof(AccountMismatch), Permission,
        $"The credentials belong to account {actual}, not to {wanted}.",
        $"Use credentials or a profile of account {wanted}, or look into it with -RoleName or -CentralRootAccess.");

    /// <summary>An account from the pipeline is another one than was asked for.</summary>
    public static CisFault AnotherAccount(string wanted, string actual) => new(
        nameof(AccountMismatch), InvalidArgument,
        $"The piped account is {PlainText.OneLine(actual)}, and -AccountId says {PlainText.OneLine(wanted)}.",
        "Leave out -AccountId, or pipe that account alone.");

    /// <summary>A credential report is another account's.</summary>
    public static CisFault ReportOfAnotherAccount(string wanted, string actual) => new(
        nameof(AccountMismatch), InvalidArgument,
        $"the credential report is of account {actual}, not of {PlainText.OneLine(wanted)}.",
        "Leave out -AccountId, or give the report of that account.");

    /// <summary>An object from the pipeline is of no known shape.</summary>
    public static CisFault InvalidInputObject() => new(
        nameof(InvalidInputObject), InvalidArgument,
        "it is neither an account, a credential report nor an account summary.",
        "Pipe objects with an AccountId or Id property, files from Get-ChildItem, rows from Import-Csv, or the output of Get-IAMAccountSummary; of the AWS CLI's list-accounts its Accounts.");

    /// <summary>Something other than a finding was piped where only these are of use.</summary>
    public static CisFault NotAFinding(string typeName) => new(
        nameof(NotAFinding), InvalidArgument,
        $"An object of type {PlainText.OneLine(typeName)} is neither a finding nor a removal.",
        "Pipe the output of Test-CisRootAccessKey; findings that were kept in a file come back with Import-Clixml, those of a report in JSON with (Get-Content report.json -Raw | ConvertFrom-Json).findings.");

    /// <summary>A fault that was reported before, in a finding that came from another session.</summary>
    public static CisFault Reported(string? errorId, string message) => new(
        errorId ?? nameof(UnexpectedError), Unexpected, message, "Repeat the check where it was made.");

    /// <summary>An argument was given and is empty.</summary>
    public static CisFault ParameterEmpty(string name) => new(
        nameof(ParameterEmpty), InvalidArgument,
        $"{name} was given without a value.",
        $"Give {name} a value, or leave it out.");

    /// <summary>A name with wildcards cannot be one.</summary>
    public static CisFault InvalidWildcard(string? text) => new(
        nameof(InvalidWildcard), InvalidArgument,
        $"'{PlainText.OneLine(text)}' is no name with wildcards: a bracket is not closed, or nothing stands in it.",
        "Close the bracket, as in a[bc]*, or write `[ for one that is part of the name.");

    /// <summary>Two arguments exclude each other.</summary>
    public static CisFault ParameterConflict(string first, string second) => new(
        nameof(ParameterConflict), InvalidArgument,
        $"{first} cannot be used together with {second}.",
        $"Leave out {first} or {second}.");

    /// <summary>An argument has no meaning without another one.</summary>
    public static CisFault ParameterMissing(string given, string missing) => new(
        nameof(ParameterMissing), InvalidArgument,
        $"{given} has no meaning without {missing}.",
        $"Give {missing} too, or leave out {given}.");

    /// <summary>A region's name cannot be one.</summary>
    public static CisFault InvalidRegion(string? text) => new(
        nameof(InvalidRegion), InvalidArgument,
        $"'{PlainText.OneLine(text)}' is not an AWS region name.",
        "Give a name such as us-east-1, eu-central-1, us-gov-west-1 or cn-north-1.");

    /// <summary>An endpoint is not an http or https address.</summary>
    public static CisFault InvalidEndpointUrl(string? text) => new(
        nameof(InvalidEndpointUrl), InvalidArgument,
        $"'{PlainText.OneLine(text)}' is not an endpoint, which is an absolute http or https address without user information.",
        "Give an address such as https://iam.example.net or http://127.0.0.1:5000.");

    /// <summary>No pipeline has that name.</summary>
    public static CisFault PipelineNotFound(string? name, IReadOnlyCollection<string> near) => new(
        nameof(PipelineNotFound), NotFound,
        $"There is no pipeline '{PlainText.OneLine(name)}'" + (near.Count == 0 ? "." : $"; did you mean {string.Join(" or ", near)}?"),
        "Run Get-CisPipeline to list the pipelines.");

    /// <summary>Something that should not happen; the exception's type is named, its text is not shown because it may hold anything.</summary>
    public static CisFault UnexpectedError(Exception exception) => new(
        nameof(UnexpectedError), Unexpected,
        $"An unexpected {exception?.GetType().Name} occurred.",
        "Run it again with -Debug, which shows where it happened, and report it.");

    // Evidence.

    /// <summary>The source answered but did not say whether there are keys.</summary>
    public static CisFault EvidenceIncomplete(CisEvidenceSource source = CisEvidenceSource.AccountSummary) => new(
        nameof(EvidenceIncomplete), InvalidData,
        source switch
        {
            CisEvidenceSource.CredentialReport
                => "the credential report does not say whether inactive root access keys are present (access_key_n_last_rotated is missing or unclear).",
            CisEvidenceSource.Steampipe
                => "Steampipe does not say whether root access keys are present (account_access_keys_present is missing).",
            _ => "the account summary does not say whether root access keys are present (AccountAccessKeysPresent is missing).",
        },
        "Check the account with live credentials or with its whole credential report.");

    /// <summary>The account summary's flag is no number.</summary>
    public static CisFault SummaryInvalid(string? value) => new(
        nameof(SummaryInvalid), InvalidData,
        $"AccountAccessKeysPresent is '{PlainText.OneLine(value)}', which is not a whole number.",
        "Pass the account summary on as AWS gave it.");
}
