namespace RootKeyCompliance.Tests;

/// <summary>Every change, by the status before and now.</summary>
public sealed class FindingComparisonTests
{
    public static TheoryData<CisStatus?, CisStatus?, CisFindingChange> Table => new()
    {
        { null, CisStatus.Fail, CisFindingChange.New },
        { null, CisStatus.Pass, CisFindingChange.Unchanged },
        { null, CisStatus.Skipped, CisFindingChange.Unchanged },
        { null, CisStatus.Error, CisFindingChange.Unknown },
        { CisStatus.Fail, CisStatus.Fail, CisFindingChange.Unchanged },
        { CisStatus.Fail, CisStatus.Pass, CisFindingChange.Resolved },
        { CisStatus.Fail, CisStatus.Skipped, CisFindingChange.Unknown },
        { CisStatus.Fail, CisStatus.Error, CisFindingChange.Unknown },
        { CisStatus.Fail, null, CisFindingChange.Unknown },
        { CisStatus.Pass, CisStatus.Fail, CisFindingChange.New },
        { CisStatus.Pass, CisStatus.Pass, CisFindingChange.Unchanged },
        { CisStatus.Pass, CisStatus.Skipped, CisFindingChange.Unchanged },
        { CisStatus.Pass, CisStatus.Error, CisFindingChange.Unknown },
        { CisStatus.Pass, null, CisFindingChange.Unknown },
        { CisStatus.Skipped, CisStatus.Fail, CisFindingChange.New },
        { CisStatus.Skipped, CisStatus.Pass, CisFindingChange.Unchanged },
        { CisStatus.Skipped, CisStatus.Skipped, CisFindingChange.Unchanged },
        { CisStatus.Skipped, CisStatus.Error, CisFindingChange.Unknown },
        { CisStatus.Skipped, null, CisFindingChange.Unknown },
        { CisStatus.Error, CisStatus.Fail, CisFindingChange.New },
        { CisStatus.Error, CisStatus.Pass, CisFindingChange.Unchanged },
        { CisStatus.Error, CisStatus.Skipped, CisFindingChange.Unchanged },
        { CisStatus.Error, CisStatus.Error, CisFindingChange.Unknown },
        { CisStatus.Error, null, CisFindingChange.Unknown },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_change_follows_from_the_status_before_and_now(CisStatus? before, CisStatus? now, CisFindingChange change)
        => Assert.Equal(change, FindingComparison.Compare(before, now));

    [Fact]
    public void The_table_has_every_pair_of_statuses()
    {
        CisStatus?[] all = [null, .. Enum.GetValues<CisStatus>().Cast<CisStatus?>()];
        var pairs = all.SelectMany(before => all, (before, now) => (before, now)).Where(pair => pair != (null, null));

        Assert.Equal(pairs.Order(), Table.Select(row => (row.Data.Item1, row.Data.Item2)).Order());
    }

    [Theory]
    [InlineData(CisStatus.Fail, CisStatus.Error, CisStatus.Fail)]
    [InlineData(CisStatus.Fail, CisStatus.Skipped, CisStatus.Fail)]
    [InlineData(CisStatus.Fail, CisStatus.Pass, CisStatus.Pass)]
    [InlineData(CisStatus.Pass, CisStatus.Error, CisStatus.Pass)]
    [InlineData(CisStatus.Pass, CisStatus.Fail, CisStatus.Fail)]
    [InlineData(CisStatus.Pass, CisStatus.Skipped, CisStatus.Skipped)]
    [InlineData(CisStatus.Error, CisStatus.Fail, CisStatus.Fail)]
    [InlineData(CisStatus.Error, CisStatus.Error, CisStatus.Error)]
    public void A_baseline_keeps_the_last_verdict(CisStatus before, CisStatus now, CisStatus kept)
        => Assert.Equal(kept, FindingComparison.Keep(Of(before), Of(now)).Status);

    [Fact]
    public void An_inactive_key_that_is_allowed_now_is_not_Resolved()
    {
        var before = Finding(active: 0, inactive: 1);
        var allowed = Finding(active: 0, inactive: 1, allowInactive: true);

        Assert.Equal(CisStatus.Pass, allowed.Status);
        Assert.Equal(CisFindingChange.Unchanged, FindingComparison.Compare(before, allowed));
        Assert.Equal(CisFindingChange.Resolved, FindingComparison.Compare(before, Finding(active: 0, inactive: 0)));
        Assert.Equal(CisFindingChange.New, FindingComparison.Compare(null, before));
        Assert.Same(before, FindingComparison.Keep(before, allowed));

        // A second key of an account that fails already: the newer finding knows of it.
        var worse = Finding(active: 2, inactive: 0);
        Assert.Same(worse, FindingComparison.Keep(before, worse));
    }

    [Theory]
    [InlineData(CisStatus.Fail, CisStatus.Pass)]
    [InlineData(CisStatus.Pass, CisStatus.Skipped)]
    [InlineData(CisStatus.Skipped, CisStatus.Error)]
    [InlineData(CisStatus.Fail, CisStatus.Error)]
    public void Of_two_findings_of_one_account_the_more_certain_counts(CisStatus more, CisStatus less)
    {
        var (one, other) = (Of(more), Of(less));

        Assert.Same(one, FindingComparison.Worse(one, other));
        Assert.Same(one, FindingComparison.Worse(other, one));
        Assert.Same(one, FindingComparison.Worse(one, Of(more)));
    }

    private static CisFinding Of(CisStatus status) => SampleFindings.Of(status, "111122223333");

    private static CisFinding Finding(int active, int inactive, bool allowInactive = false) => SampleFindings.Judge(
        SampleFindings.Seen("111122223333") with { AccessKeysPresent = active + inactive > 0, ActiveKeyCount = active, InactiveKeyCount = inactive },
        allowInactive);
}
