using Sylvan.Data.Csv;

namespace RootKeyCompliance.Connectors.CredentialReports;

/// <summary>Finds the root user's row in a credential report. Reads no further than that row.</summary>
public static class CredentialReportReader
{
    // A report's longest row is some 1,200 characters; what goes on past this is a quote that nobody closed, or no report.
    private const int LongestRow = 128 * 1024;

    private static readonly CsvDataReaderOptions Options = new()
    {
        Delimiter = ',',
        Comment = '\0', // Reports have no comments; the text is known to hold no such character.
        BufferSize = 4096,
        MaxBufferSize = LongestRow,
        OwnsReader = false,
    };

    /// <summary>Reads a report as AWS makes it: CSV with a header, in any order of rows and columns.</summary>
    /// <param name="csv">The report; left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CisException">What is wrong with the report.</exception>
    public static RootUserEvidence ReadCsv(Stream csv, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(csv);
        using var text = new CredentialReportText(csv, cancellationToken);
        return ReadCsv(text);
    }

    internal static RootUserEvidence ReadCsv(CredentialReportText text)
    {
        if (text.SkipWhiteSpace() is null)
        {
            throw new CisException(CisFaults.ReportEmpty());
        }

        try
        {
            using var csv = CsvDataReader.Create(text, Options);
            return ReadRootRow(csv);
        }
        catch (CsvRecordTooLargeException exception)
        {
            throw new CisException(CisFaults.ReportNotReadable($"a row is longer than {LongestRow} characters."), exception);
        }
        catch (CsvFormatException exception)
        {
            throw new CisException(CisFaults.ReportNotReadable($"the quotes of row {exception.RowNumber} do not match."), exception);
        }
    }

    private static RootUserEvidence ReadRootRow(CsvDataReader csv)
    {
        var ordinals = Ordinals(csv);
        var user = ordinals[CredentialReportRow.UserColumn];
        while (csv.Read())
        {
            if (user >= csv.RowFieldCount || !csv.GetFieldSpan(user).Trim().SequenceEqual(CredentialReportRow.RootUser))
            {
                continue;
            }

            if (csv.RowFieldCount < csv.FieldCount)
            {
                throw new CisException(CisFaults.ReportTruncated());
            }

            if (csv.RowFieldCount > csv.FieldCount)
            {
                // Every value after the surplus one stands under the wrong column: a false could be another column's.
                throw new CisException(CisFaults.ReportNotReadable("the root user's row has more values than there are columns."));
            }

            return CredentialReportRow.ToEvidence(name => ordinals.TryGetValue(name, out var ordinal) ? csv.GetString(ordinal) : null);
        }

        throw new CisException(CisFaults.RootRowMissing());
    }

    private static Dictionary<string, int> Ordinals(CsvDataReader csv)
    {
        var ordinals = new Dictionary<string, int>(CredentialReportRow.Columns.Count, StringComparer.OrdinalIgnoreCase);
        for (var ordinal = 0; ordinal < csv.FieldCount; ordinal++)
        {
            var name = csv.GetName(ordinal).Trim();
            if (CredentialReportRow.Columns.Contains(name) && !ordinals.TryAdd(name, ordinal))
            {
                throw new CisException(CisFaults.ReportNotReadable($"column {name} is there twice."));
            }
        }

        return CredentialReportRow.RequiredColumns.Where(name => !ordinals.ContainsKey(name)).ToArray() is { Length: > 0 } missing
            ? throw new CisException(CisFaults.ReportColumnsMissing(missing))
            : ordinals;
    }
}
