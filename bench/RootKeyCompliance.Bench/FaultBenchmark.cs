using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RootKeyCompliance.Fakes;

namespace RootKeyCompliance.Bench;

/// <summary>
/// Very many accounts through the PowerShell pipeline, each way in which accounts are entered, while three requests in ten go wrong: whether there is one
/// finding for each account, and a true one. The accounts, the faults and the judge are those of the test FaultSweepTests.
/// </summary>
internal sealed class FaultBenchmark
{
    // The SDK reads the whole file for each profile, and each set of credentials keeps connections of its own: more profiles than anybody has.
    private const int MostProfiles = 1000;
    private const int Throttle = 1024;

    private readonly List<string> _limits = [];
    private readonly MarkdownTable _table = new(
        "way", "accounts", "requests", "seconds", "findings", "Pass", "Fail, keys known", "Fail, keys unknown", "Error", "missing", "twice", "wrong");

    private bool _isKept = true;

    internal static async Task<int> RunAsync(int accounts, string? markdown)
    {
        var benchmark = new FaultBenchmark();
        var own = Math.Min(MostProfiles, accounts / 3);
        var root = (accounts - own) / 2;
        await benchmark.MeasureAsync(FaultWay.Own, own);
        await benchmark.MeasureAsync(FaultWay.Role, accounts - own - root);
        await benchmark.MeasureAsync(FaultWay.Root, root);
        var section = benchmark.Section();
        Console.WriteLine(section);
        if (markdown is not null)
        {
            MarkdownSection.Write(markdown, "faults", section);
        }

        return benchmark._isKept ? 0 : 1;
    }

    private async Task MeasureAsync(FaultWay way, int count)
    {
        Console.Error.WriteLine($"{count:N0} accounts, {way} …");
        await using var aws = await FakeAws.StartAsync(FaultFleet.Options(count, isPatient: true));
        var accounts = FaultFleet.Of(aws);
        var judge = new FaultJudge(way, accounts);
        var profiles = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var shell = Engine.Import(Engine.Manifest);
        shell.AddCommand("Test-CisRootAccessKey")
            .AddParameter("EndpointUrl", aws.Url).AddParameter("Region", "us-east-1").AddParameter("ThrottleLimit", Throttle)
            .AddParameter("ErrorAction", ActionPreference.Ignore).AddParameter("WarningAction", ActionPreference.Ignore);
        try
        {
            _ = way switch
            {
                FaultWay.Own => shell.AddParameter("ProfileLocation", Write(profiles, accounts)),
                FaultWay.Role => shell.AddParameter("AccessKey", "test").AddParameter("SecretKey", "test").AddParameter("RoleName", "Audit"),
                _ => shell.AddParameter("AccessKey", "test").AddParameter("SecretKey", "test").AddParameter("CentralRootAccess"),
            };
            var clock = Stopwatch.StartNew();
            shell.Invoke(accounts.Select(account => Piped(way, account)), new Judging(judge));
            Add(way, count, aws.Requests.Count, clock.Elapsed.TotalSeconds, judge);
        }
        finally
        {
            File.Delete(profiles);
        }
    }

    private void Add(FaultWay way, int count, long requests, double seconds, FaultJudge judge)
    {
        var (known, unknown) = (judge.Count("Fail, counts known"), judge.Count("Fail, counts unknown"));
        var (pass, error) = (judge.Count("Pass"), judge.Count("Error"));
        _table.Add(
            way switch { FaultWay.Own => "own, a profile each", FaultWay.Role => "role", _ => "root" },
            $"{count:N0}", $"{requests:N0}", $"{seconds:0}", $"{judge.Findings:N0}", $"{pass:N0}", $"{known:N0}", $"{unknown:N0}", $"{error:N0}",
            $"{judge.Missing:N0}", $"{judge.Twice:N0}", $"{judge.Wrong.Count:N0}");
        foreach (var wrong in judge.Wrong.Take(10))
        {
            Console.Error.WriteLine(wrong);
        }

        Console.Error.WriteLine($"{judge}");
        var unexpected = judge.ErrorCount("UnexpectedError");
        var isKept = judge.Findings == count && judge.Missing + judge.Twice + judge.Wrong.Count + unexpected == 0 && judge.Verdicts > count / 4;
        _isKept &= isKept;
        _limits.Add(
            $"- {(isKept ? "kept" : "**not kept**")}: {way.ToString().ToLowerInvariant()}: {judge.Findings:N0} findings for {count:N0} accounts, {judge.Missing:N0} missing, "
            + $"{judge.Twice:N0} twice, {judge.Wrong.Count:N0} wrong, {unexpected:N0} unexpected errors; {judge.Verdicts:N0} verdicts, at least a quarter");
    }

    private static PSObject Piped(FaultWay way, FakeAccount account)
    {
        // As Get-CisAccount's come out of a job or a remote session.
        var piped = new PSObject();
        piped.TypeNames.Insert(0, "Deserialized.RootKeyCompliance.CisAccount");
        piped.Properties.Add(new PSNoteProperty("Id", account.Id));
        if (way == FaultWay.Own)
        {
            piped.Properties.Add(new PSNoteProperty("ProfileName", account.Id));
        }

        return piped;
    }

    private static string Write(string path, IEnumerable<FakeAccount> accounts)
    {
        File.WriteAllLines(path, accounts.Select(account =>
            $"[{account.Id}]\naws_access_key_id = {account.UserCredential.AccessKeyId}\naws_secret_access_key = {account.UserCredential.SecretKey}\n"));
        return path;
    }

    private string Section() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Environment.ProcessorCount} cores shared with the server, .NET {Environment.Version}, one run each, {Throttle:N0} accounts at a time.

        {_table}
        {string.Join('\n', _limits)}

        """);

    /// <summary>Judges findings as they come and keeps none.</summary>
    private sealed class Judging(FaultJudge judge) : Collection<PSObject>
    {
        protected override void InsertItem(int index, PSObject item) => judge.Add(new FaultFinding(
            (string?)item.Properties["AccountId"].Value,
            $"{item.Properties["Status"].Value}",
            $"{item.Properties["Severity"].Value}",
            (string?)item.Properties["ErrorId"].Value,
            (int?)item.Properties["ActiveKeyCount"].Value,
            (int?)item.Properties["InactiveKeyCount"].Value));
    }
}
