using System.Text;
using CsCheck;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportPropertyTests
{
    private static readonly string[] Needed =
    [
        "user", "arn", "access_key_1_active", "access_key_1_last_rotated", "access_key_2_active", "access_key_2_last_rotated",
    ];

    private static readonly Gen<DateTimeOffset> Time = Gen.Int[0, int.MaxValue].Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static readonly Gen<DateTimeOffset?> MaybeTime = Gen.OneOf(Time.Select(time => (DateTimeOffset?)time), Gen.Const((DateTimeOffset?)null));

    private static readonly Gen<SlotText?> Slot = Gen.OneOf(
        Gen.Const((SlotText?)null),
        Gen.Select(MaybeTime, MaybeTime, Any<string?>("us-east-1", "eu-west-1", null), Any<string?>("s3", "iam", null))
            .Select(t => (SlotText?)new SlotText(true, t.Item1, t.Item2, t.Item3, t.Item4)),
        Gen.Select(Time, MaybeTime, Any<string?>("us-east-1", null), Any<string?>("s3", null))
            .Select(t => (SlotText?)new SlotText(false, t.Item1, t.Item2, t.Item3, t.Item4)));

    private static readonly Gen<string[]> Columns = Gen.Int[0, 3].SelectMany(
        extra => Gen.Shuffle(CredentialReportBuilder.AwsColumns.Concat(Enumerable.Range(0, extra).Select(number => $"extra_{number}")).ToArray()));

    private static readonly Gen<CredentialReportBuilder> Content = Gen.Select(
        Gen.Long[0, 999_999_999_999], Any("aws", "aws-cn", "aws-us-gov"), Slot, Slot, Gen.Bool, Gen.Bool,
        (account, partition, slot1, slot2, mfa, password) => new CredentialReportBuilder
        {
            AccountId = account.ToString("D12", System.Globalization.CultureInfo.InvariantCulture),
            Partition = partition,
            Slot1 = slot1,
            Slot2 = slot2,
            Mfa = mfa ? "true" : "FALSE",
            Password = password ? "True" : "false",
        });

    private static readonly Gen<CredentialReportBuilder> Reports = Gen.Select(
        Content, Columns, Gen.Int[0, 40], Gen.Int[0, 10], Gen.Bool, Any("\n", "\r\n"), Gen.Bool,
        (report, columns, before, after, quoted, newLine, final) => report with
        {
            Columns = columns,
            UsersBefore = before,
            UsersAfter = after,
            QuoteAll = quoted,
            NewLine = newLine,
            FinalNewLine = final,
        });

    [Fact]
    public void Every_value_of_a_report_is_read_as_it_was_written() => Reports.Sample(
        report =>
        {
            var evidence = Reading.Evidence(report);
            var keys = new[] { report.Slot1, report.Slot2 }.OfType<SlotText>().ToList();

            Assert.Equal((report.AccountId, report.Partition), (evidence.AccountId, evidence.Partition));
            Assert.Equal((report.Mfa == "true", report.Password == "True"), (evidence.RootMfaEnabled, evidence.RootPasswordPresent));
            Assert.Equal(
                (keys.Count > 0, keys.Count(key => key.Active), keys.Count(key => !key.Active)),
                (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
            Assert.Equal(
                keys.Select(key => (key.Active, key.Rotated, key.Used, key.Region, key.Service)),
                evidence.AccessKeys.Select(key =>
                    (key.Status == RootAccessKeyStatus.Active, key.LastRotatedDate, key.LastUsedDate, key.LastUsedRegion, key.LastUsedService)));
        },
        iter: Thorough.Choose(normal: 400, thorough: 2000),
        print: report => report.ToString());

    [Fact]
    public void A_cut_report_never_passes_without_its_root_row()
        => Reports.Select(report => report with { UsersBefore = report.UsersBefore % 3, UsersAfter = report.UsersAfter % 2 }).Sample(
            report =>
            {
                var text = report.ToString();
                var bytes = report.ToBytes();
                var (start, end) = report.RootRow();
                var lastNeeded = Needed.Max(name => report.Columns.ToList().IndexOf(name));

                for (var length = 0; length <= bytes.Length; length++)
                {
                    var status = Status(bytes[..length]);
                    var seen = length > start ? text[start..Math.Min(length, end)] : "";
                    if (seen.Count(character => character == ',') < lastNeeded)
                    {
                        Assert.Equal(CisStatus.Error, status);
                    }
                    else if (length >= end)
                    {
                        Assert.Equal(report.Slot1 is null && report.Slot2 is null ? CisStatus.Pass : CisStatus.Fail, status);
                    }
                    else if (status == CisStatus.Pass)
                    {
                        // The last field may be cut where nobody can tell; then it must not be one that matters.
                        Assert.True(report.Slot1 is null && report.Slot2 is null);
                    }
                }
            },
            iter: Thorough.Choose(normal: 8, thorough: 60),
            print: report => report.ToString());

    [Fact]
    public void A_changed_byte_never_hides_an_active_key() => Gen.Select(
            Content.Select(report => report with { Slot1 = new SlotText(true, DateTimeOffset.UnixEpoch), UsersAfter = 0 }),
            Gen.Int[0, 100_000],
            Gen.Byte)
        .Sample(
            (report, position, value) =>
            {
                var bytes = report.ToBytes();
                bytes[position % bytes.Length] = value;
                Assert.NotEqual(CisStatus.Pass, Status(bytes));
            },
            iter: Thorough.Choose(normal: 1000, thorough: 5000));

    [Fact]
    public void Random_bytes_give_a_fault_and_nothing_else()
    {
        byte[] header = [.. "user,arn,access_key_1_active,access_key_2_active\n"u8];
        var text = Any("<root_account>", "\"", ",", "\n", "\r", "\r\n", "true", "false", "arn:aws:iam::111122223333:root", "a", " ", "é", "\"\"")
            .Array[0, 60].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        Gen.OneOf(Gen.Byte.Array[0, 200], text)
            .SelectMany(bytes => Gen.Bool.Select(withHeader => withHeader ? [.. header, .. bytes] : bytes))
            .Sample(bytes => Status(bytes), iter: Thorough.Choose(normal: 3000, thorough: 20_000));
    }

    [Fact]
    public void Random_files_give_evidence_and_throw_nothing()
    {
        using var folder = new TemporaryFolder();
        var json = Any("{", "}", "[", "]", "\"Content\"", "\"GeneratedTime\"", "\"ReportFormat\"", ":", ",", "\"dXNlcg==\"", "null", "1", "\\ud800", "\"", " ")
            .Array[0, 20].Select(parts => Encoding.UTF8.GetBytes("{" + string.Concat(parts)));
        Gen.OneOf(Gen.Byte.Array[0, 300], json).Sample(
            bytes =>
            {
                var evidence = CredentialReportFile.Read(folder.Write(Guid.NewGuid().ToString("N"), bytes), CancellationToken.None);
                Assert.NotNull(evidence.Fault);
                Assert.NotEqual("UnexpectedError", evidence.Fault.ErrorId, StringComparer.Ordinal);
            },
            iter: Thorough.Choose(normal: 500, thorough: 3000),
            print: Encoding.UTF8.GetString);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static CisStatus Status(byte[] bytes)
    {
        try
        {
            return Reading.Judge(Reading.Evidence(bytes)).Status;
        }
        catch (CisException)
        {
            return CisStatus.Error;
        }
    }
}
