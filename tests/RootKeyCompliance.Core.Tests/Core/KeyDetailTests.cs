namespace RootKeyCompliance.Tests;

/// <summary>What a credential report adds to the account summary.</summary>
public sealed class KeyDetailTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private static readonly RootUserEvidence Summary = new()
    {
        Source = CisEvidenceSource.Iam,
        AccountId = "111122223333",
        AccessKeysPresent = true,
        RootMfaEnabled = true,
    };

    private static readonly RootUserEvidence Report = new()
    {
        Source = CisEvidenceSource.CredentialReport,
        AccountId = "111122223333",
        AccessKeys = [new RootAccessKey(RootAccessKeyStatus.Active), new RootAccessKey(RootAccessKeyStatus.Inactive)],
        ActiveKeyCount = 1,
        InactiveKeyCount = 1,
        RootMfaEnabled = false,
        RootPasswordPresent = true,
        EvidenceTime = Made,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_report_that_lists_keys_tells_their_states_and_the_summary_the_rest(bool isFresh)
    {
        var merged = KeyDetail.Add(Summary, Report, isFresh);

        Assert.Equal((1, 1, 2), (merged.ActiveKeyCount, merged.InactiveKeyCount, merged.AccessKeys.Count));
        Assert.Equal((true, true, true), (merged.AccessKeysPresent, merged.RootMfaEnabled, merged.RootPasswordPresent));
        Assert.Equal((CisEvidenceSource.Iam, Made), (merged.Source, merged.EvidenceTime));
    }

    [Fact]
    public void What_the_summary_says_of_mfa_and_password_wins_and_what_it_leaves_out_the_report_says()
    {
        var merged = KeyDetail.Add(Summary with { RootMfaEnabled = null, RootPasswordPresent = false }, Report, reportIsFresh: false);

        Assert.Equal((false, false), (merged.RootMfaEnabled, merged.RootPasswordPresent));
    }

    [Fact]
    public void A_report_without_keys_proves_that_none_is_active_only_when_it_is_fresh()
    {
        var none = Report with { AccessKeys = [], ActiveKeyCount = 0, InactiveKeyCount = 0 };
        var fresh = KeyDetail.Add(Summary, none, reportIsFresh: true);
        var old = KeyDetail.Add(Summary, none, reportIsFresh: false);

        Assert.Equal((0, null, Made), (fresh.ActiveKeyCount, fresh.InactiveKeyCount, fresh.EvidenceTime));
        Assert.Equal((null, null, null), (old.ActiveKeyCount, old.InactiveKeyCount, old.EvidenceTime));
        Assert.True(fresh.AccessKeysPresent);
    }

    [Fact]
    public void A_report_of_another_account_or_that_could_not_be_read_says_nothing()
    {
        Assert.Same(Summary, KeyDetail.Add(Summary, Report with { AccountId = "222233334444" }, reportIsFresh: true));
        Assert.Same(Summary, KeyDetail.Add(Summary, Report with { Fault = CisFaults.EvidenceIncomplete(CisEvidenceSource.CredentialReport) }, reportIsFresh: true));
    }
}
