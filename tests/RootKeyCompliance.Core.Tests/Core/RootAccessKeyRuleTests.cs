namespace RootKeyCompliance.Tests;

public sealed class RootAccessKeyRuleTests
{
    [Theory]
    [InlineData(true, 1, 0, false, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(true, 2, 0, true, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(true, 1, 1, true, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(true, 0, 1, false, CisStatus.Fail, CisSeverity.High)]
    [InlineData(true, 0, 2, true, CisStatus.Pass, CisSeverity.None)]
    [InlineData(true, null, null, false, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(true, null, null, true, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(true, 0, 0, true, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(null, null, 1, true, CisStatus.Fail, CisSeverity.Critical)]
    [InlineData(false, 0, 0, false, CisStatus.Pass, CisSeverity.None)]
    [InlineData(false, null, null, false, CisStatus.Pass, CisSeverity.None)]
    [InlineData(null, null, null, false, CisStatus.Error, CisSeverity.Unknown)]
    [InlineData(null, 0, 0, true, CisStatus.Error, CisSeverity.Unknown)]
    public void Status_and_severity_follow_from_the_keys_that_are_known(bool? present, int? active, int? inactive, bool allowInactive, CisStatus status, CisSeverity severity)
    {
        var evidence = SampleFindings.Seen("111122223333") with { AccessKeysPresent = present, ActiveKeyCount = active, InactiveKeyCount = inactive };

        var finding = SampleFindings.Judge(evidence, allowInactive);

        Assert.Equal((status, severity), (finding.Status, finding.Severity));
    }

    [Theory]
    [InlineData("SUSPENDED", true)]
    [InlineData("suspended", true)]
    [InlineData("PENDING_CLOSURE", true)]
    [InlineData("PENDING_ACTIVATION", true)]
    [InlineData("CLOSED", true)]
    [InlineData("ACTIVE", false)]
    [InlineData("", false)]
    [InlineData("A_STATE_OF_TOMORROW", false)]
    [InlineData(null, false)]
    public void Only_states_that_are_known_to_be_closed_are_skipped(string? state, bool isSkipped)
        => Assert.Equal(isSkipped, RootAccessKeyRule.IsSkipped(state));
}
