using System.Globalization;
using System.Text;

namespace RootKeyCompliance;

/// <summary>
/// RFC 4180, in UTF-8 with the mark by which Excel knows it: a header, then a row for each finding, with columns for both keys that a root
/// user can have. Written as it goes.
/// </summary>
internal sealed class CsvReport : ReportWriter
{
    private const int Keys = 2;

    private static readonly (string Name, Func<CisFinding, string?> Value)[] Columns =
    [
        ("Status", finding => finding.Status.ToString()),
        ("Severity", finding => finding.Severity.ToString()),
        ("Change", finding => finding.Change?.ToString()),
        ("AccountId", finding => finding.AccountId),
        ("AccountName", finding => finding.AccountName),
        ("AccountState", finding => finding.AccountState),
        ("Partition", finding => finding.Partition),
        ("ResourceId", finding => finding.ResourceId),
        ("Message", finding => finding.Message),
        ("AccessKeysPresent", finding => Text(finding.AccessKeysPresent)),
        ("ActiveKeyCount", finding => Text(finding.ActiveKeyCount)),
        ("InactiveKeyCount", finding => Text(finding.InactiveKeyCount)),
        .. Enumerable.Range(0, Keys).SelectMany(KeyColumns),
        ("RootMfaEnabled", finding => Text(finding.RootMfaEnabled)),
        ("RootPasswordPresent", finding => Text(finding.RootPasswordPresent)),
        ("Source", finding => finding.Source.ToString()),
        ("SourceName", finding => finding.SourceName),
        ("EvidenceTime", finding => Text(finding.EvidenceTime)),
        ("CheckedAt", finding => Text(finding.CheckedAt)),
        ("ErrorId", finding => finding.ErrorId),
        ("Remediation", finding => finding.Remediation),
        ("ControlId", finding => finding.ControlId),
        ("Title", finding => finding.Title),
        ("Benchmark", finding => finding.Benchmark),
        ("Fingerprint", finding => finding.Fingerprint),
    ];

    // Never disposed of: that would write to a stream that may be closed by then.
    private readonly StreamWriter _text;

    internal CsvReport(Stream stream)
        => _text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };

    public override void Start() => _text.WriteLine(string.Join(',', Columns.Select(column => column.Name)));

    public override void Add(CisFinding finding) => _text.WriteLine(string.Join(',', Columns.Select(column => Cell(column.Value(finding)))));

    public override void Complete() => _text.Flush();

    private static IEnumerable<(string, Func<CisFinding, string?>)> KeyColumns(int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Key{index + 1}");
        return
        [
            ($"{name}Id", Of(key => key.AccessKeyId)),
            ($"{name}Status", Of(key => key.Status.ToString())),
            ($"{name}CreateDate", Of(key => Text(key.CreateDate))),
            ($"{name}LastRotatedDate", Of(key => Text(key.LastRotatedDate))),
            ($"{name}LastUsedDate", Of(key => Text(key.LastUsedDate))),
            ($"{name}LastUsedRegion", Of(key => key.LastUsedRegion)),
            ($"{name}LastUsedService", Of(key => key.LastUsedService)),
        ];

        Func<CisFinding, string?> Of(Func<RootAccessKey, string?> value)
            => finding => finding.AccessKeys.ElementAtOrDefault(index) is { } key ? value(key) : null;
    }

    private static string Cell(string? text)
    {
        var inert = WithoutFormulas(ReportText.Clean(text));
        return inert.AsSpan().ContainsAny(',', ';', '"') || inert is [' ', ..] or [.., ' '] ? $"\"{inert.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : inert;
    }

    /// <summary>
    /// The text with an apostrophe before all that a spreadsheet could take for the beginning of a formula: at the start of the cell, and
    /// behind quotes and separators, where a spreadsheet that splits at other separators than ours would have a cell begin.
    /// </summary>
    private static string WithoutFormulas(string text)
    {
        var inert = new StringBuilder(text.Length + 2);
        var canBegin = true;
        foreach (var character in text)
        {
            if (canBegin && "=+-@＝＋－＠".Contains(character))
            {
                inert.Append('\'');
                canBegin = false;
            }
            else
            {
                canBegin = character is ',' or ';' or '|' or '"' or '\'' || (canBegin && char.IsWhiteSpace(character));
            }

            inert.Append(character);
        }

        return inert.ToString();
    }

    private static string? Text(bool? value) => value switch
    {
        true => "True",
        false => "False",
        null => null,
    };

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? value) => value is { } time ? ReportText.Time(time) : null;
}
