using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportRowTests
{
    private static readonly DateTimeOffset Rotated = new(2024, 2, 29, 23, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_report_without_a_key_passes()
    {
        var evidence = Reading.Evidence(new CredentialReportBuilder());

        Assert.Equal(
            (false, 0, 0, CisEvidenceSource.CredentialReport, "111122223333", "aws"),
            (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount, evidence.Source, evidence.AccountId, evidence.Partition));
        Assert.Empty(evidence.AccessKeys);
        Assert.Null(evidence.EvidenceTime);
        Assert.Equal(CisStatus.Pass, Reading.Judge(evidence).Status);
    }

    [Fact]
    public void An_active_key_is_read_with_its_last_use()
    {
        var used = new DateTimeOffset(2026, 11, 20, 22, 15, 0, TimeSpan.Zero);
        var evidence = Reading.Evidence(new CredentialReportBuilder { Slot2 = new(true, Rotated, used, "eu-central-1", "s3") });

        var key = Assert.Single(evidence.AccessKeys);
        Assert.Equal(new RootAccessKey(RootAccessKeyStatus.Active, null, null, Rotated, used, "eu-central-1", "s3"), key);
        Assert.Equal((true, 1, 0), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
    }

    [Fact]
    public void A_false_slot_with_a_time_is_an_inactive_key()
    {
        var evidence = Reading.Evidence(new CredentialReportBuilder { Slot1 = new(false, Rotated) });

        Assert.Equal((true, 0, 1), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        Assert.Equal(CisSeverity.High, Reading.Judge(evidence).Severity);
    }

    [Fact]
    public void Times_become_UTC()
    {
        var evidence = Reading.Evidence(new CredentialReportBuilder { Slot1 = new(true, new DateTimeOffset(2024, 3, 1, 1, 30, 0, TimeSpan.FromHours(2))) });

        var time = Assert.Single(evidence.AccessKeys).LastRotatedDate;
        Assert.Equal((Rotated, TimeSpan.Zero), (time, time?.Offset));
    }

    [Theory]
    [InlineData("2024-02-29T23:30:00Z")]
    [InlineData("2024-02-29T23:30:00.000Z")]
    [InlineData("2024-02-29T23:30:00.0000000+00:00")]
    [InlineData(" 2024-02-29T23:30:00+00:00 ")]
    public void Times_are_read_in_ISO_8601(string text)
    {
        var evidence = Reading.Evidence(WithRoot("access_key_1_last_rotated", text));

        Assert.Equal(Rotated, Assert.Single(evidence.AccessKeys).LastRotatedDate);
    }

    [Theory]
    [InlineData("access_key_1_last_rotated", "2024-02-29T23:30:00")]
    [InlineData("access_key_1_last_rotated", "2024-02-29T23:30:00+00")]
    [InlineData("access_key_1_last_rotated", "2024-02-29T23:30:00+0000")]
    [InlineData("access_key_1_last_rotated", "2024-02-30T23:30:00+00:00")]
    [InlineData("access_key_1_last_rotated", "2024-02-29")]
    [InlineData("access_key_1_last_rotated", "29/02/2024 23:30")]
    [InlineData("access_key_1_last_rotated", "N/")]
    [InlineData("access_key_2_last_used_date", "yesterday")]
    [InlineData("access_key_1_active", "")]
    [InlineData("access_key_1_active", "N/A")]
    [InlineData("access_key_1_active", "no_information")]
    [InlineData("access_key_1_active", "fals")]
    [InlineData("access_key_2_active", "0")]
    [InlineData("access_key_2_active", "Inactive")]
    [InlineData("mfa_active", "tru")]
    [InlineData("password_enabled", "yes")]
    [InlineData("arn", "")]
    [InlineData("arn", "arn:aws:iam::111122223333:user/root")]
    [InlineData("arn", "arn:aws:iam::11112222333:root")]
    [InlineData("arn", "arn:aws:sts::111122223333:root")]
    [InlineData("arn", "arn:aws:iam:us-east-1:111122223333:root")]
    [InlineData("arn", "arn:aws:iam::111122223333:root:root")]
    [InlineData("arn", "arn::iam::111122223333:root")]
    public void Values_that_AWS_does_not_write_are_faults(string column, string value)
        => Assert.Equal("ReportValueInvalid", Reading.ErrorId(WithRoot(column, value)));

    [Theory]
    [InlineData("TRUE", true)]
    [InlineData("True", true)]
    [InlineData("true", true)]
    [InlineData("FALSE", false)]
    [InlineData("False", false)]
    [InlineData("not_supported", null)]
    [InlineData("no_information", null)]
    [InlineData("N/A", null)]
    [InlineData("", null)]
    public void Flags_of_the_root_user_are_read_in_every_case(string text, bool? expected)
    {
        var evidence = Reading.Evidence(new CredentialReportBuilder { Mfa = text, Password = text });

        Assert.Equal((expected, expected), (evidence.RootMfaEnabled, evidence.RootPasswordPresent));
    }

    [Fact]
    public void Flags_of_keys_are_read_in_upper_case()
    {
        Assert.Equal(1, Reading.Evidence(WithRoot("access_key_1_active", "TRUE")).ActiveKeyCount);
        Assert.False(Reading.Evidence(WithRoot("access_key_1_active", "FALSE")).AccessKeysPresent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no_information")]
    [InlineData("not_supported")]
    public void Only_NA_proves_that_there_is_no_key(string rotated)
    {
        var evidence = Reading.Evidence(WithRoot("access_key_2_last_rotated", rotated));

        Assert.Equal((null, 0, null), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        var finding = Reading.Judge(evidence, allowInactiveKey: true);
        Assert.Equal((CisStatus.Error, "EvidenceIncomplete", "111122223333"), (finding.Status, finding.ErrorId, finding.AccountId));
    }

    [Fact]
    public void A_slot_that_was_used_is_not_empty()
        => Assert.Null(Reading.Evidence(WithRoot("access_key_1_last_used_date", "2026-01-01T00:00:00+00:00")).AccessKeysPresent);

    [Fact]
    public void Without_the_column_an_inactive_key_may_be_there()
    {
        var columns = CredentialReportBuilder.AwsColumns.Where(name => !name.EndsWith("_last_rotated", StringComparison.Ordinal)).ToArray();

        var nothing = Reading.Evidence(new CredentialReportBuilder { Columns = columns });
        Assert.Equal((null, 0, null), (nothing.AccessKeysPresent, nothing.ActiveKeyCount, nothing.InactiveKeyCount));
        Assert.Equal(CisStatus.Error, Reading.Judge(nothing).Status);

        var active = Reading.Evidence(new CredentialReportBuilder { Columns = columns, Slot2 = new(true, Rotated) });
        Assert.Equal((true, 1, null), (active.AccessKeysPresent, active.ActiveKeyCount, active.InactiveKeyCount));
        Assert.Equal(CisStatus.Fail, Reading.Judge(active).Status);
    }

    [Fact]
    public void An_inactive_key_counts_when_the_other_slot_is_unknown()
    {
        var columns = CredentialReportBuilder.AwsColumns.Where(name => name != "access_key_2_last_rotated").ToArray();
        var evidence = Reading.Evidence(new CredentialReportBuilder { Columns = columns, Slot1 = new(false, Rotated) });

        Assert.Equal((true, 0, null), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        Assert.Equal((CisStatus.Fail, CisSeverity.High), (Reading.Judge(evidence).Status, Reading.Judge(evidence).Severity));
        Assert.Equal(CisStatus.Pass, Reading.Judge(evidence, allowInactiveKey: true).Status);
    }

    [Fact]
    public void Rows_of_ConvertFrom_Csv_are_read_by_column()
    {
        var row = CredentialReportBuilder.AwsColumns.Zip(new CredentialReportBuilder { UsersAfter = 0 }.ToString().Split('\n')[1].Split(','))
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

        Assert.False(CredentialReportRow.ToEvidence(row.GetValueOrDefault).AccessKeysPresent);

        row.Remove("access_key_2_active");
        var missing = Assert.Throws<CisException>(() => CredentialReportRow.ToEvidence(row.GetValueOrDefault));
        Assert.Equal("ReportColumnsMissing", missing.Fault.ErrorId);
    }

    [Fact]
    public void A_row_of_another_user_is_refused()
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["user"] = "root",
            ["arn"] = "arn:aws:iam::111122223333:root",
            ["access_key_1_active"] = "false",
            ["access_key_2_active"] = "false",
        };

        Assert.Equal("RootRowMissing", Assert.Throws<CisException>(() => CredentialReportRow.ToEvidence(row.GetValueOrDefault)).Fault.ErrorId);
    }

    private static CredentialReportBuilder WithRoot(string column, string value)
        => new() { RootValues = new(StringComparer.Ordinal) { [column] = value } };
}
