using System.Diagnostics;
using System.Globalization;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The fleet of faults through the connector, whose waits are short here. ROOTKEYCOMPLIANCE_SWEEP sets the number of accounts; the benchmark
/// "faults" checks the same fleet through the pipeline, with the module's own patience.
/// </summary>
public sealed class FaultSweepTests
{
    private const int Parallel = 96;

    [Theory]
    [InlineData(nameof(FaultWay.Own))]
    [InlineData(nameof(FaultWay.Role))]
    [InlineData(nameof(FaultWay.Root))]
    public async Task Each_account_has_one_finding_and_none_is_wrong(string how)
    {
        var way = Enum.Parse<FaultWay>(how);
        var count = int.TryParse(Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_SWEEP"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Thorough.Choose(normal: 300, thorough: 3_000);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var aws = await FakeAws.StartAsync(FaultFleet.Options(count, isPatient: false), cancellationToken);
        var patience = new AwsPatience
        {
            Request = TimeSpan.FromMilliseconds(500),
            BackOff = TimeSpan.FromMilliseconds(1),
            Time = new RunningAheadTime(),
        };
        var accounts = FaultFleet.Of(aws);
        var judge = new FaultJudge(way, accounts);
        var access = new AccountAccess { RoleName = way == FaultWay.Role ? "Audit" : null, CentralRootAccess = way == FaultWay.Root };
        using var fromOutside = new AwsAccountSource(AccountChecks.Options(aws.Url) with { Patience = patience }, access, skipKeyDetail: false);
        var clock = Stopwatch.StartNew();

        await System.Threading.Tasks.Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (account, token) =>
            {
                using var own = new AwsAccountSource(
                    AccountChecks.Options(aws, account.Id) with { Patience = patience }, AccountAccess.Own, skipKeyDetail: false);
                var target = new AccountTarget(account.Id, account.Name, null);
                var evidence = await (way == FaultWay.Own ? own : fromOutside).ReadAsync(target, new ActivityLog(), token);
                judge.Add(Seen(AccountChecks.Judge(evidence)));
                judge.Check(Seen(AccountChecks.Judge(evidence, allowInactiveKey: true)), allowInactiveKey: true);
            });

        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{accounts.Length} checks, {aws.Requests.Count} requests, {clock.Elapsed.TotalSeconds:0.0} s; {judge}"));
        Assert.Empty(judge.Wrong);
        Assert.Equal(count, judge.Findings);
        Assert.Equal(0, judge.Missing);
        Assert.Equal(0, judge.Twice);
        Assert.True(judge.Verdicts > count / 4, "Hardly anything could be seen.");
        Assert.Equal(0, judge.ErrorCount(nameof(CisFaults.UnexpectedError)));
    }

    private static FaultFinding Seen(CisFinding finding) => new(
        finding.AccountId, finding.Status.ToString(), finding.Severity.ToString(), finding.ErrorId, finding.ActiveKeyCount, finding.InactiveKeyCount);
}
