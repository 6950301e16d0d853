using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class AccountSummaryEvidenceTests
{
    public static TheoryData<object, bool> Flags => new()
    {
        { 0, false }, { 1, true }, { 2, true }, { 0L, false }, { 1L, true }, { (byte)1, true }, { 1d, true }, { 0m, false }, { 1.0m, true },
        { "0", false }, { "1", true }, { " 1 ", true }, { JsonDocument.Parse("1").RootElement, true }, { JsonDocument.Parse("0").RootElement, false },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void The_flag_is_read_as_a_number_or_as_text(object value, bool present)
    {
        var evidence = From(("AccountAccessKeysPresent", value));

        // More than 0 says that there are keys, never how many; 0 says how many, too.
        Assert.Equal(
            (null, present, present ? null : 0, present ? null : 0),
            (evidence.Fault, evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        Assert.Equal(present ? CisStatus.Fail : CisStatus.Pass, SampleFindings.Judge(evidence).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("-1")]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(false)]
    [InlineData(true)]
    [InlineData("1,0")]
    [InlineData("0x0")]
    public void A_value_that_is_no_flag_is_an_Error(object value)
    {
        var evidence = From(("AccountAccessKeysPresent", value));

        Assert.Equal(("SummaryInvalid", null), (evidence.Fault?.ErrorId, evidence.AccessKeysPresent));
        Assert.Equal(CisStatus.Error, SampleFindings.Judge(evidence).Status);
    }

    [Fact]
    public void A_missing_flag_is_not_a_Pass()
    {
        var evidence = From(("AccountMFAEnabled", 1));

        Assert.Equal((null, null, null), (evidence.Fault, evidence.AccessKeysPresent, evidence.ActiveKeyCount));
        Assert.Equal((CisStatus.Error, "EvidenceIncomplete"), (SampleFindings.Judge(evidence).Status, SampleFindings.Judge(evidence).ErrorId));
    }

    [Fact]
    public void MFA_and_password_are_read_where_they_are_present()
    {
        var evidence = From(("AccountAccessKeysPresent", 0), ("AccountMFAEnabled", 1), ("AccountPasswordPresent", "0"));

        Assert.Equal(
            (true, false, CisEvidenceSource.AccountSummary),
            (evidence.RootMfaEnabled, evidence.RootPasswordPresent, evidence.Source));
        Assert.Null(From(("AccountAccessKeysPresent", 0)).RootMfaEnabled);
        Assert.Null(From(("AccountAccessKeysPresent", 0)).RootPasswordPresent);
    }

    private static RootUserEvidence From(params (string Name, object Value)[] entries)
        => AccountSummaryEvidence.FromSummary(entries.ToDictionary(entry => entry.Name, entry => (object?)entry.Value, StringComparer.Ordinal).GetValueOrDefault);
}
