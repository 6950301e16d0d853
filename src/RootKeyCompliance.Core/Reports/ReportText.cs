using System.Globalization;

namespace RootKeyCompliance;

/// <summary>What reports write of findings: texts from outside on one line, without whole key ids, and times that no culture changes.</summary>
internal static class ReportText
{
    internal const string Product = "RootKeyCompliance";

    /// <summary>The text on one line, with key ids masked.</summary>
    internal static string Clean(string? text) => KeyIds.MaskAllIn(PlainText.OneLine(text));

    /// <summary>The same, at most so long.</summary>
    internal static string Clean(string? text, int longest)
    {
        var clean = Clean(text);
        if (clean.Length <= longest)
        {
            return clean;
        }

        // Half a surrogate pair is no text.
        var end = char.IsHighSurrogate(clean[longest - 2]) ? longest - 2 : longest - 1;
        return $"{clean.AsSpan(0, end)}…";
    }

    /// <summary>The account's id, where it is one: a finding read from a file can have anything there.</summary>
    internal static string? AccountId(CisFinding finding) => AwsAccountId.IsValid(finding.AccountId) ? finding.AccountId : null;

    /// <summary>A name for people: the account's id and name, or what else is known.</summary>
    internal static string Subject(CisFinding finding)
    {
        var id = Clean(finding.AccountId);
        var name = Clean(finding.AccountName);
        if (id.Length > 0)
        {
            return name.Length == 0 ? id : $"{id} ({name})";
        }

        var source = Clean(finding.SourceName);
        return name.Length > 0 ? name : source.Length > 0 ? source : "unknown account";
    }

    /// <summary>The keys in a few words; empty where there are none or nothing is known.</summary>
    internal static string Keys(CisFinding finding) => finding switch
    {
        { ActiveKeyCount: { } active, InactiveKeyCount: { } inactive } when active + inactive > 0
            => string.Create(CultureInfo.InvariantCulture, $"{active} active, {inactive} inactive"),
        { AccessKeysPresent: true } => "at least one",
        { AccessKeysPresent: false } => "none",
        _ => "",
    };

    /// <summary>Such as 2026-01-02T03:04:05Z.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The requirement in its benchmark, and the same one in other frameworks.</summary>
    internal static IReadOnlyList<string> Requirements(CisPipeline control) =>
    [
        $"{control.Benchmark} {control.Section}",
        .. control.Mappings.Where(mapping => mapping.Framework != CisPipelineCatalogue.CisFoundations).Select(mapping => mapping.ToString()),
    ];
}
