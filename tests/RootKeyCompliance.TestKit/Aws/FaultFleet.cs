namespace RootKeyCompliance.TestKit;

/// <summary>How accounts are entered.</summary>
internal enum FaultWay
{
    /// <summary>Each with its own credentials.</summary>
    Own,

    /// <summary>From one account, by a role.</summary>
    Role,

    /// <summary>From one account, by root sessions.</summary>
    Root,
}

/// <summary>Many accounts of all kinds behind an AWS of which three requests in ten go wrong. The same ones each time.</summary>
internal static class FaultFleet
{
    // Of so many faults one is a stall, and of so many reports that never come one, where each is really waited for.
    private const int RareStall = 200;
    private const int RareReport = 20;

    private static readonly FakeFaultKind[] Kinds =
    [
        FakeFaultKind.Throttle, FakeFaultKind.Throttle, FakeFaultKind.ServiceFailure, FakeFaultKind.ServiceUnavailable,
        FakeFaultKind.ConnectionReset, FakeFaultKind.Stall, FakeFaultKind.TruncatedBody, FakeFaultKind.MalformedBody,
        FakeFaultKind.MalformedBody, FakeFaultKind.AccessDenied, FakeFaultKind.ExpiredToken,
    ];

    private static readonly FakeReportBehaviour[] Reports =
    [
        FakeReportBehaviour.Ready,
        FakeReportBehaviour.NeverGenerated,
        FakeReportBehaviour.InProgress(3),
        FakeReportBehaviour.Expired,
        FakeReportBehaviour.Denied,
        FakeReportBehaviour.LimitExceeded(2),
        FakeReportBehaviour.AlwaysInProgress,
        FakeReportBehaviour.Throttled(2),
        FakeReportBehaviour.Garbage,
    ];

    /// <param name="count">How many accounts.</param>
    /// <param name="isPatient">Whether who asks waits as long as the module does: 30 seconds for an answer and a minute for a report. Then few take that.</param>
    internal static FakeAwsOptions Options(int count, bool isPatient) => new()
    {
        Accounts = Accounts(count, isPatient),
        Organization = FakeOrganization.WithRootAccess,
        KeepRequests = false,
        Seed = 20261123,
        Faults = new FakeFaultMix { Rate = 0.3, Kinds = isPatient ? [.. RarelyStalling()] : Kinds },
    };

    /// <summary>Those of the fleet, without the one that asks.</summary>
    internal static FakeAccount[] Of(FakeAws aws) => [.. aws.Accounts.Where(account => account.Id != FakeCredential.TestAccountId)];

    private static IEnumerable<FakeFaultKind> RarelyStalling()
        => Kinds.Where(kind => kind != FakeFaultKind.Stall).SelectMany(kind => Enumerable.Repeat(kind, RareStall / (Kinds.Length - 1))).Append(FakeFaultKind.Stall);

    private static FakeAccount[] Accounts(int count, bool isPatient)
    {
        var kinds = Enum.GetValues<FakeAccountKind>();
        var accounts = FakeAccounts.Generate(count, 7, kinds);
        for (var index = 0; index < count; index++)
        {
            var turn = index / kinds.Length;
            var report = Reports[turn % Reports.Length];
            accounts[index].Report = isPatient && report == FakeReportBehaviour.AlwaysInProgress && turn / Reports.Length % RareReport != 0
                ? FakeReportBehaviour.Ready
                : report;
            if (index % 97 == 0)
            {
                accounts[index].OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
            }
        }

        return [.. accounts];
    }
}
