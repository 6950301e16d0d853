using System.Text;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportReaderTests
{
    private static readonly DateTimeOffset Rotated = new(2024, 2, 29, 23, 30, 0, TimeSpan.Zero);

    private static readonly CredentialReportBuilder OneKey = new() { Slot1 = new(true, Rotated), UsersBefore = 3 };

    [Fact]
    public void A_report_is_read_in_every_encoding_with_every_line_end_and_in_every_case()
    {
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32];
        Assert.All(
            encodings,
            encoding => Assert.Equal(1, Reading.Evidence([.. encoding.GetPreamble(), .. encoding.GetBytes(OneKey.ToString())]).ActiveKeyCount));

        foreach (var newLine in new[] { "\n", "\r\n", "\n\n" })
        {
            foreach (var (final, after, quoted) in new[] { (false, 0, false), (true, 2, false), (true, 0, true), (false, 2, true) })
            {
                var report = OneKey with { NewLine = newLine, FinalNewLine = final, UsersAfter = after, QuoteAll = quoted };
                Assert.Equal(1, Reading.Evidence(report).ActiveKeyCount);
            }
        }

        Assert.Equal(1, Reading.Evidence("\r\n \n" + OneKey).ActiveKeyCount);
        Assert.Equal(1, Reading.Evidence(OneKey with { HeaderCase = name => name.ToUpperInvariant() }).ActiveKeyCount);
    }

    [Fact]
    public void Unknown_columns_are_ignored()
    {
        var report = OneKey with
        {
            Columns = ["additional_credentials_info", .. CredentialReportBuilder.AwsColumns.Reverse(), "colour"],
            RootValues = new(StringComparer.Ordinal) { ["additional_credentials_info"] = "[{\"a\": 1},\r\n{\"b\": \"<root_account>\"}]" },
        };

        Assert.Equal(1, Reading.Evidence(report).ActiveKeyCount);
    }

    [Fact]
    public void A_root_row_inside_a_quoted_value_is_no_row()
    {
        var fake = new CredentialReportBuilder().ToString().Split('\n')[1];
        var report = OneKey with
        {
            Columns = ["note", .. CredentialReportBuilder.AwsColumns],
            RootValues = new(StringComparer.Ordinal) { ["note"] = $"\n{fake}\n" },
        };

        Assert.Equal(1, Reading.Evidence(report).ActiveKeyCount);
    }

    [Fact]
    public void Reading_stops_at_the_root_row_and_leaves_the_stream_open()
    {
        byte[] bytes = [.. new CredentialReportBuilder { UsersAfter = 200 }.ToBytes(), .. new byte[100], .. "\n\"\"\"unclosed"u8];
        using var stream = new MemoryStream(bytes);

        Assert.False(CredentialReportReader.ReadCsv(stream, TestContext.Current.CancellationToken).AccessKeysPresent);
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("arn")]
    [InlineData("access_key_1_active")]
    [InlineData("access_key_2_active")]
    public void A_missing_column_that_every_report_has_is_a_fault(string column)
        => Assert.Equal("ReportColumnsMissing", Reading.ErrorId(OneKey with { Columns = [.. CredentialReportBuilder.AwsColumns.Where(name => name != column)] }));

    [Fact]
    public void A_report_may_lack_the_other_columns()
    {
        string[] least = ["user", "arn", "access_key_1_active", "access_key_2_active"];

        var evidence = Reading.Evidence(OneKey with { Columns = least });

        Assert.Equal((1, null, null), (evidence.ActiveKeyCount, evidence.RootMfaEnabled, evidence.RootPasswordPresent));
    }

    [Theory]
    [InlineData("", "ReportEmpty")]
    [InlineData(" \r\n\t", "ReportEmpty")]
    [InlineData("name,age\r\nx,1", "ReportColumnsMissing")]
    [InlineData("just some words", "ReportColumnsMissing")]
    [InlineData("user;arn;access_key_1_active;access_key_2_active\n<root_account>;a;false;false", "ReportColumnsMissing")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active", "RootRowMissing")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active,ARN\n<root_account>", "ReportNotReadable")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active\n\"<root_account>,", "ReportNotReadable")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active\n\"a\"b,c\n<root_account>,", "ReportNotReadable")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active\n<root_account>", "ReportTruncated")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active\n<root_account>,arn:aws:iam::111122223333:root,false", "ReportTruncated")]
    [InlineData("user,arn,access_key_1_active,access_key_2_active\n<root_account>,arn:aws:iam::111122223333:root,x,false,false", "ReportNotReadable")]
    [InlineData("\0\0\0", "ReportNotText")]
    [InlineData("user,arn\0", "ReportNotText")]
    public void Each_kind_of_damage_is_its_own_fault(string csv, string errorId) => Assert.Equal(errorId, Reading.ErrorId(csv));

    [Fact]
    public void A_compressed_file_and_UTF16_without_a_mark_are_not_text()
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(OneKey.ToBytes());
        }

        Assert.Equal("ReportNotText", Reading.ErrorId(stream.ToArray()));
        Assert.Equal("ReportNotText", Reading.ErrorId(Encoding.Unicode.GetBytes(OneKey.ToString())));
    }
}
