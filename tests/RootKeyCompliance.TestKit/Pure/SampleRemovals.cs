namespace RootKeyCompliance.TestKit;

/// <summary>Removals to send, and digests of them.</summary>
internal static class SampleRemovals
{
    internal const string Key = "AKIA…WXYZ";

    internal static CisKeyRemoval Deleted(string id = "111122223333", string? name = null) => Of(CisRemovalOutcome.Deleted, id, name);

    /// <summary>With the fault that goes with the outcome.</summary>
    internal static CisKeyRemoval Of(CisRemovalOutcome outcome, string id = "111122223333", string? name = null, string? key = Key, bool isVerified = true)
        => new(CisPipelineCatalogue.Get("cis_v400_1_4"), outcome)
        {
            AccountId = id,
            AccountName = name,
            AccessKeyId = key,
            Verified = isVerified && outcome is CisRemovalOutcome.Deleted or CisRemovalOutcome.AlreadyGone,
            Time = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
            Fault = outcome switch
            {
                CisRemovalOutcome.Refused => CisFaults.AccessKeyRecentlyUsed(90, "by iam on 2026-01-02"),
                CisRemovalOutcome.Failed => CisFaults.Throttled("iam:DeleteAccessKey"),
                _ => null,
            },
        };

    /// <summary>One of each outcome, not in the order of the lines.</summary>
    internal static IReadOnlyList<CisKeyRemoval> OneOfEach { get; } =
    [
        Of(CisRemovalOutcome.WhatIf, "111111111111"), Of(CisRemovalOutcome.Refused, "222222222222", "data"), Of(CisRemovalOutcome.AlreadyGone, "333333333333"),
        Of(CisRemovalOutcome.Failed, "444444444444", "sandbox"), Of(CisRemovalOutcome.Declined, "555555555555"), Of(CisRemovalOutcome.Deleted, "666666666666", "prod"),
    ];

    /// <summary>All that can be known of a key.</summary>
    internal static CisKeyRemoval Full()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
        return new(CisPipelineCatalogue.Get("cis_v400_1_4"), CisRemovalOutcome.Failed)
        {
            AccountId = "111122223333",
            AccountName = "prod",
            Partition = "aws",
            AccessKeyId = Key,
            StatusBefore = RootAccessKeyStatus.Inactive,
            CreateDate = time,
            LastUsedDate = time.AddDays(1),
            LastUsedRegion = "us-east-1",
            LastUsedService = "iam",
            Verified = true,
            Time = time.AddDays(2),
            RequestId = "01234567-89ab-cdef-0123-456789abcdef",
            Fault = CisFaults.Throttled("iam:DeleteAccessKey"),
        };
    }

    internal static IEnumerable<CisKeyRemoval> Many(int count, string? name = null) => Enumerable.Range(0, count).Select(number => Deleted(SampleDigests.Id(number), name));

    /// <summary>One digest of findings, if there are any, and removals.</summary>
    internal static CisNotification Digest(CisNotificationLevel level, IEnumerable<CisKeyRemoval> removals, params IEnumerable<CisFinding> findings)
        => SampleDigests.Of(new CisDigest(level), findings, removals);
}
