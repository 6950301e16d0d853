using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of reports that are written, and of baselines.</summary>
public static partial class CisFaults
{
    /// <summary>The format of a report cannot be told.</summary>
    public static CisFault ReportFormatUnknown(string path) => new(
        nameof(ReportFormatUnknown), InvalidArgument,
        $"The name '{PlainText.OneLine(path)}' does not tell the report's format.",
        "Give -Format, or a name that ends in .html, .json, .csv, .md, .junit.xml, .sarif, .ocsf.json or .asff.json.");

    /// <summary>There is a file already.</summary>
    public static CisFault ReportExists(string path) => new(
        nameof(ReportExists), InvalidArgument,
        $"The file '{PlainText.OneLine(path)}' is there already.",
        "Give another -Path, or leave out -NoClobber.");

    /// <summary>The report cannot be written.</summary>
    public static CisFault ReportNotWritable(string path, string reason) => new(
        nameof(ReportNotWritable), InvalidArgument,
        $"The report '{PlainText.OneLine(path)}' could not be written: {Sentence(reason)}",
        "Give -Path a file in a folder that is there and can be written to; -Force replaces a file that is read-only.");

    /// <summary>There is no baseline.</summary>
    public static CisFault BaselineNotFound(string path) => new(
        nameof(BaselineNotFound), NotFound,
        $"There is no baseline '{PlainText.OneLine(path)}'.",
        "Make it with -UpdateBaseline, or with Export-CisReport -Format Json.");

    /// <summary>A baseline is damaged, or something else.</summary>
    public static CisFault BaselineDamaged(string path, string reason) => new(
        nameof(BaselineDamaged), InvalidData,
        $"The baseline '{PlainText.OneLine(path)}' cannot be used: {Sentence(reason)}",
        "Restore it from a copy, or give -Baseline another file; it was left as it is.");

    /// <summary>A baseline cannot be read.</summary>
    public static CisFault BaselineNotReadable(string path, string reason) => new(
        nameof(BaselineNotReadable), InvalidArgument,
        $"The baseline '{PlainText.OneLine(path)}' could not be read: {Sentence(reason)}",
        "Give -Baseline a file that may be read.");

    /// <summary>A baseline cannot be written.</summary>
    public static CisFault BaselineNotWritable(string path, string reason) => new(
        nameof(BaselineNotWritable), InvalidArgument,
        $"The baseline '{PlainText.OneLine(path)}' could not be written: {Sentence(reason)}",
        "Make its folder writable and repeat the command; the old baseline is as it was.");
}
