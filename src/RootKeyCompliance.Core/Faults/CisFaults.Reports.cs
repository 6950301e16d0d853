using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of credential reports.</summary>
public static partial class CisFaults
{
    private const string FetchAgain =
        "Fetch it again: 'aws iam generate-credential-report', then 'aws iam get-credential-report --query Content --output text | base64 -d'.";

    /// <summary>There is no such file.</summary>
    public static CisFault ReportNotFound(string path) => new(
        nameof(ReportNotFound), NotFound,
        $"No credential report is at '{PlainText.OneLine(path)}'.",
        "Check the path; -LiteralReportPath takes brackets and asterisks as they are.");

    /// <summary>The file is there and cannot be opened or read.</summary>
    public static CisFault ReportNotReadable(string reason) => new(
        nameof(ReportNotReadable), InvalidData,
        $"the credential report cannot be read: {PlainText.OneLine(reason)}",
        FetchAgain);

    /// <summary>The file has no content.</summary>
    public static CisFault ReportEmpty() => new(
        nameof(ReportEmpty), InvalidData, "the credential report is empty.", FetchAgain);

    /// <summary>The file is no text.</summary>
    public static CisFault ReportNotText() => new(
        nameof(ReportNotText), InvalidData, "the file is binary, not a credential report.", FetchAgain);

    /// <summary>The root user's row ends early.</summary>
    public static CisFault ReportTruncated() => new(
        nameof(ReportTruncated), InvalidData, "the credential report is cut off in the root user's row.", FetchAgain);

    /// <summary>The header lacks columns.</summary>
    public static CisFault ReportColumnsMissing(IEnumerable<string> columns) => new(
        nameof(ReportColumnsMissing), InvalidData,
        $"the file is not a credential report: it has no column {string.Join(", ", columns)}.",
        FetchAgain);

    /// <summary>A value cannot be understood.</summary>
    public static CisFault ReportValueInvalid(string column, string? value) => new(
        nameof(ReportValueInvalid), InvalidData,
        $"the credential report has '{PlainText.OneLine(value)}' in column {column} of the root user.",
        FetchAgain);

    /// <summary>The report has no row for the root user.</summary>
    public static CisFault RootRowMissing() => new(
        nameof(RootRowMissing), InvalidData,
        "the credential report has no row for <root_account>.",
        "Use the whole report as AWS made it; a filtered one cannot tell about the root user.");

    /// <summary>The AWS CLI's JSON cannot be understood.</summary>
    public static CisFault ReportJsonInvalid(string reason) => new(
        nameof(ReportJsonInvalid), InvalidData,
        $"the file is JSON but not the output of 'aws iam get-credential-report': {PlainText.OneLine(reason)}",
        FetchAgain);

    /// <summary>The file is larger than any report can be.</summary>
    public static CisFault ReportTooLarge(long megabytes) => new(
        nameof(ReportTooLarge), InvalidData,
        $"the file is no credential report: it goes on for more than {megabytes} MB without a row for <root_account>.",
        FetchAgain);

    /// <summary>AWS did not have the report ready in time.</summary>
    public static CisFault ReportLate(TimeSpan waited) => new(
        nameof(ReportLate), CisFaultKind.Timeout,
        $"AWS did not finish the credential report within {waited.TotalSeconds:0} seconds.",
        "Repeat the command in a minute: AWS goes on making the report.");
}
