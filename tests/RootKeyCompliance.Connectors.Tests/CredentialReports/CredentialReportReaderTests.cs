using System.Text;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportReaderTests
{
    private static readonly DateTimeOffset Rotated = new(2024, 2, 29, 23, 30, 0, TimeSpan.Zero);

    private static readonly CredentialReportBuilder OneKey = new() { Slot1 = new(true, Rotated), UsersBefore = 3 };

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 bom", "utf-16", "utf-16be", "utf-32"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encodings_with_a_byte_order_mark_and_UTF8_without(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 bom" => new UTF8Encoding(true),
            _ => Encoding.GetEncoding(name),
        };
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(OneKey.ToString())];

        Assert.Equal(1, Reading.Evidence(bytes).ActiveKeyCount);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\n\n", true)]
    public void Line_ends(string newLine, bool final)
    {
        foreach (var after in new[] { 0, 2 })
        {
            var report = OneKey with { NewLine = newLine, FinalNewLine = final, UsersAfter = after };
            Assert.Equal(1, Reading.Evidence(report).ActiveKeyCount);
            Assert.Equal(1, Reading.Evidence(report with { QuoteAll = true }).ActiveKeyCount);
        }
    }

    [Fact]
    public void White_space_before_the_header() => Assert.Equal(1, Reading.Evidence("\r\n \n" + OneKey).ActiveKeyCount);

    [Fact]
    public void Header_in_another_case() => Assert.Equal(1, Reading.Evidence(OneKey with { HeaderCase = name => name.ToUpperInvariant() }).ActiveKeyCount);

    [Fact]
    public void Columns_of_the_future()
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
    public void Reading_stops_at_the_root_row()
    {
        byte[] bytes = [.. new CredentialReportBuilder { UsersAfter = 200 }.ToBytes(), .. new byte[100], .. "\n\"\"\"unclosed"u8];

        Assert.Null(Reading.ErrorId(bytes));
    }

    [Fact]
    public void The_stream_is_left_open()
    {
        using var stream = new MemoryStream(OneKey.ToBytes());
        CredentialReportReader.ReadCsv(stream, TestContext.Current.CancellationToken);

        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("arn")]
    [InlineData("access_key_1_active")]
    [InlineData("access_key_2_active")]
    public void Columns_that_every_report_has(string column)
        => Assert.Equal("ReportColumnsMissing", Reading.ErrorId(OneKey with { Columns = [.. CredentialReportBuilder.AwsColumns.Where(name => name != column)] }));

    [Fact]
    public void Columns_that_a_report_may_lack()
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
    public void Damage_has_names(string csv, string errorId) => Assert.Equal(errorId, Reading.ErrorId(csv));

    [Fact]
    public void A_report_without_the_root_user()
        => Assert.Equal("RootRowMissing", Reading.ErrorId(OneKey with { HasRootRow = false }));

    [Fact]
    public void UTF16_without_a_mark_is_binary() => Assert.Equal("ReportNotText", Reading.ErrorId(Encoding.Unicode.GetBytes(OneKey.ToString())));

    [Fact]
    public void A_compressed_file_is_binary()
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(OneKey.ToBytes());
        }

        Assert.Equal("ReportNotText", Reading.ErrorId(stream.ToArray()));
    }
}
