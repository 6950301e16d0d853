using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Fakes;
using Xunit;

namespace RootKeyCompliance.Tests.Aws;

/// <summary>
/// Many accounts of all kinds behind an AWS of which three requests in ten go wrong. A finding may say that it could not look;
/// what it must never do is say something untrue. ROOTKEYCOMPLIANCE_SWEEP raises the number of accounts.
/// </summary>
[Collection(EnvironmentTests.Name)]
public sealed class FaultSweepTests : IDisposable
{
    private const int Parallel = 96;

    private static readonly bool[] Policies = [false, true];

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

    private readonly AwsEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    /// <summary>How the accounts are entered.</summary>
    public enum Way
    {
        /// <summary>Each with its own credentials.</summary>
        Own,

        /// <summary>From one account, by a role.</summary>
        Role,

        /// <summary>From one account, by root sessions.</summary>
        Root,
    }

    [Theory]
    [InlineData(Way.Own)]
    [InlineData(Way.Role)]
    [InlineData(Way.Root)]
    public async Task One_finding_per_account_and_none_wrong(Way way)
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_SWEEP"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 3_000;
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions
            {
                Accounts = Accounts(count),
                Organization = new FakeOrganization { EnabledFeatures = new HashSet<string>(StringComparer.Ordinal) { "RootCredentialsManagement" } },
                KeepRequests = false,
                Seed = 20261123,
                Faults = new FakeFaultMix
                {
                    Rate = 0.3,
                    Kinds =
                    [
                        FakeFaultKind.Throttle, FakeFaultKind.Throttle, FakeFaultKind.ServiceFailure, FakeFaultKind.ServiceUnavailable,
                        FakeFaultKind.ConnectionReset, FakeFaultKind.Stall, FakeFaultKind.TruncatedBody, FakeFaultKind.MalformedBody,
                        FakeFaultKind.MalformedBody, FakeFaultKind.AccessDenied, FakeFaultKind.ExpiredToken,
                    ],
                },
            },
            cancellationToken);
        var patience = new AwsPatience
        {
            Request = TimeSpan.FromMilliseconds(500),
            BackOff = TimeSpan.FromMilliseconds(1),
            Time = new RunningAheadTime(),
        };
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var errors = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new ConcurrentBag<string>();
        var accounts = aws.Accounts.Where(account => account.Id != FakeCredential.TestAccountId).ToArray();
        var access = new AccountAccess { RoleName = way == Way.Role ? "Audit" : null, CentralRootAccess = way == Way.Root };
        using var fromOutside = new AwsAccountSource(Checks.Options(aws.Url) with { Patience = patience }, access, skipKeyDetail: false);
        var clock = Stopwatch.StartNew();

        await System.Threading.Tasks.Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (account, token) =>
            {
                using var own = new AwsAccountSource(Checks.Options(aws, account.Id) with { Patience = patience }, AccountAccess.Own, skipKeyDetail: false);
                var evidence = await (way == Way.Own ? own : fromOutside).ReadAsync(new AccountTarget(account.Id, account.Name, null), new ActivityLog(), token);
                seen.AddOrUpdate(evidence.AccountId ?? "nobody", 1, static (_, times) => times + 1);
                foreach (var allowInactiveKey in Policies)
                {
                    var finding = Checks.Judge(evidence, allowInactiveKey);
                    if (Mistake(way, account, finding, allowInactiveKey) is { } mistake)
                    {
                        wrong.Add($"{account.Id}: {mistake}: {finding.Status} {finding.Severity} {finding.ErrorId} {finding.Message}");
                    }

                    if (!allowInactiveKey)
                    {
                        var detail = finding.Status != CisStatus.Fail ? "" : finding.ActiveKeyCount is null ? ", counts unknown" : ", counts known";
                        outcomes.AddOrUpdate(finding.Status + detail, 1, static (_, times) => times + 1);
                        errors.AddOrUpdate(finding.ErrorId ?? "none", 1, static (_, times) => times + 1);
                    }
                }
            });

        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{accounts.Length} checks, {aws.Requests.Count} requests, {clock.Elapsed.TotalSeconds:0.0} s; ")
            + $"{Print(outcomes)}; errors: {Print(errors)}; wrong: {wrong.Count}");
        Assert.Empty(wrong);
        Assert.Equal(accounts.Length, seen.Count);
        Assert.All(seen.Values, times => Assert.Equal(1, times));
        Assert.True(outcomes.Where(pair => pair.Key != nameof(CisStatus.Error)).Sum(pair => pair.Value) > count / 4, "Hardly anything could be seen.");
        Assert.False(errors.ContainsKey(nameof(CisFaults.UnexpectedError)), Print(errors));
    }

    private static string? Mistake(Way way, FakeAccount account, CisFinding finding, bool allowInactiveKey)
    {
        var keys = account.RootAccessKeys;
        var active = keys.Count(key => key.Active);
        var cannotBeSeen = account.State == FakeAccountState.Suspended || account.Denied.Contains(FakeAccount.AllActions)
            || (way == Way.Role && account.Denied.Contains("AssumeRole"))
            || (way != Way.Root && account.OmitSummaryKeys.Contains("AccountAccessKeysPresent"));
        return finding switch
        {
            { AccountId: var id } when id != account.Id => "another account's",
            { Status: CisStatus.Error } => finding.ErrorId is null ? "an error without an id" : null,
            _ when cannotBeSeen => "a verdict on what cannot be seen",
            { Status: CisStatus.Pass } when keys.Length > 0 && !(allowInactiveKey && active == 0) => "Pass with a key",
            { Status: CisStatus.Fail } when keys.Length == 0 => "Fail without a key",
            { Status: CisStatus.Fail } when allowInactiveKey && active == 0 && finding.ActiveKeyCount == 0 => "Fail for what is allowed",
            { Status: not (CisStatus.Pass or CisStatus.Fail) } => "neither Pass nor Fail",
            { Severity: CisSeverity.High } when active > 0 => "too mild",
            { ActiveKeyCount: { } said } when said != active => "a wrong number of active keys",
            { InactiveKeyCount: { } said } when said != keys.Length - active => "a wrong number of inactive keys",
            _ => null,
        };
    }

    private static FakeAccount[] Accounts(int count)
    {
        var kinds = Enum.GetValues<FakeAccountKind>();
        var accounts = FakeAccounts.Generate(count, 7, kinds);
        for (var index = 0; index < count; index++)
        {
            accounts[index].Report = Reports[index / kinds.Length % Reports.Length];
            if (index % 97 == 0)
            {
                accounts[index].OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
            }
        }

        return [.. accounts];
    }

    private static string Print(ConcurrentDictionary<string, int> numbers)
        => string.Join(", ", numbers.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
}
