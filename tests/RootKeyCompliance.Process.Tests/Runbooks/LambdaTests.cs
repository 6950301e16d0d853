using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The whole of many-organizations.asl.json: its payloads go to the handlers root-key-check.ps1 and root-key-merge.ps1 as Lambda's PowerShell
/// runtime hands them over, and these ask fake organizations. Only the services themselves are replaced: Step Functions by
/// <see cref="StateMachineRun"/>, and S3 by Write-S3Object and Read-S3Object of S3.ps1.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class LambdaTests : IDisposable
{
    private const string First = "111111111111";
    private const string Second = "222222222222";

    private readonly string _run = $"run-{Guid.NewGuid():N}";
    private readonly List<string> _payloads = [];

    [Fact]
    public async Task Every_organization_of_the_list_is_checked_and_merged()
    {
        await using var lab = await StartAsync(
            "alpha beta gamma",
            ("alpha", [FakeAccounts.OneActiveKey(First), FakeAccounts.Denied(Second)]), ("beta", [FakeAccounts.NoKey(Second)]), ("gamma", []));
        lab["gamma"].Faults.Always("ListAccounts", FakeFault.AccessDenied);
        var machine = Machine(lab);

        var end = await machine.RunAsync(new JsonObject { ["Key"] = "organizations.json" });

        Assert.Equal("RootAccessKeyFound", end.Error);
        Assert.Equal(
            [
                $$"""root-key-check {"Organization":"alpha","Run":"{{_run}}"}""", $$"""root-key-check {"Organization":"beta","Run":"{{_run}}"}""",
                $$"""root-key-check {"Organization":"gamma","Run":"{{_run}}"}""",
                $$"""root-key-merge {"Key":"organizations.json","Run":"{{_run}}","Since":"2026-11-20T08:00:00.000Z"}""",
            ],
            _payloads);
        Assert.Equal(
            ["""{"Organization":"alpha","ExitCode":3}""", """{"Organization":"beta","ExitCode":0}""", """{"Organization":"gamma","ExitCode":2}"""],
            machine.Written.Select(result => result.ToJsonString()).ToArray());
        Assert.Equal(
            [
                $"alpha {First} Fail", $"alpha {OrganizationLab.Management} Pass", $"alpha {Second} Error AccessDenied",
                $"beta {OrganizationLab.Management} Pass", $"beta {Second} Pass", "gamma  Error OrganizationAccessDenied",
            ],
            RunbookLab.Verdicts(Findings(lab)));
    }

    [Fact]
    public async Task Failed_child_does_not_end_others_and_its_part_is_missing()
    {
        await using var lab = await StartAsync("bad/name alpha", ("alpha", [FakeAccounts.NoKey(First)]));
        var machine = Machine(lab);

        var end = await machine.RunAsync(new JsonObject { ["Key"] = "organizations.json" });

        Assert.Equal("NotEverythingChecked", end.Error);
        Assert.Equal(["bad/name", "alpha"], machine.Written.Select(result => (string?)result["Organization"]).ToArray());
        Assert.Equal([1, 0], machine.Written.Select(result => (int)result["ExitCode"]!).ToArray());
        Assert.Contains("ParameterArgumentValidationError", (string?)machine.Written[0]["Failure"]!["Cause"], StringComparison.Ordinal);
        Assert.Equal(
            [$"alpha {First} Pass", $"alpha {OrganizationLab.Management} Pass", "bad/name  Error PartMissing"], RunbookLab.Verdicts(Findings(lab)));
    }

    [Fact]
    public async Task Findings_that_cannot_be_stored_end_the_execution_after_retries()
    {
        await using var lab = await StartAsync("alpha", ("alpha", [FakeAccounts.NoKey(First)]));
        lab.Write(Path.Combine("buckets", "audit", "findings"), "a file in the folder's place");

        await Assert.ThrowsAsync<TaskFailure>(() => Machine(lab).RunAsync(new JsonObject { ["Key"] = "organizations.json" }));

        // Retry invokes the merge twice more.
        Assert.Equal(
            ["root-key-check", "root-key-merge", "root-key-merge", "root-key-merge"], _payloads.Select(payload => payload.Split(' ')[0]).ToArray());
    }

    [Theory]
    [InlineData("root-key-check", "parts")]
    [InlineData("root-key-merge", "findings")]
    public async Task Handler_that_cannot_store_its_result_does_not_answer(string function, string place)
    {
        await using var lab = await StartAsync("alpha", ("alpha", [FakeAccounts.NoKey(First)]));
        lab.Write(Path.Combine("buckets", "audit", place), "a file in the folder's place");
        var input = $"@{{ Organization = 'alpha'; Run = '{_run}'; Key = 'organizations.json'; Since = [datetime]::UtcNow }}";

        var run = lab.RunUnguarded($"{RunbookLab.Call($"{function}.ps1")} ([pscustomobject] {input})", "S3.ps1");

        Assert.Empty(run.Output);
        Assert.NotNull(run.Failure);
    }

    [Fact]
    public async Task Throttled_invocation_is_repeated_and_the_execution_succeeds()
    {
        await using var lab = await StartAsync("alpha", ("alpha", [FakeAccounts.NoKey(First)]));
        var refusals = 4;
        var machine = Machine(lab, refuse: function => function is "root-key-check" && refusals-- > 0);

        var end = await machine.RunAsync(new JsonObject { ["Key"] = "organizations.json" });

        Assert.Null(end.Error);
        Assert.Equal(5, _payloads.Count(payload => payload.StartsWith("root-key-check", StringComparison.Ordinal)));
        Assert.Equal([$"alpha {First} Pass", $"alpha {OrganizationLab.Management} Pass"], RunbookLab.Verdicts(Findings(lab)));
    }

    // The handlers write where Lambda lets them: in the folder for temporary files, under the name of the run.
    public void Dispose()
    {
        foreach (var entry in new DirectoryInfo(Path.GetTempPath()).EnumerateFileSystemInfos($"{_run}*"))
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static async Task<RunbookLab> StartAsync(string list, params (string Name, FakeAccount[] Accounts)[] organizations)
    {
        var lab = await RunbookLab.StartAsync(organizations);
        lab.Environment["BUCKET"] = "audit";
        var names = list.Split(' ').Select(name => new JsonObject { ["Organization"] = name });
        lab.Write(Path.Combine("buckets", "audit", "organizations.json"), new JsonArray([.. names]).ToJsonString());
        return lab;
    }

    private static JsonNode Findings(RunbookLab lab)
        => RunbookLab.ReadJson(Assert.Single(Directory.EnumerateFiles(lab.At("buckets", "audit", "findings"))));

    private StateMachineRun Machine(RunbookLab lab, Func<string, bool>? refuse = null)
    {
        var definition = File.ReadAllText(Path.Combine(RunbookLab.Scripts, "many-organizations.asl.json"));
        var machine = JsonNode.Parse(definition.Replace("\"BUCKET\"", "\"audit\"", StringComparison.Ordinal))!.AsObject();
        return new StateMachineRun(machine, _run, new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero))
        {
            Read = (bucket, key) => RunbookLab.ReadJson(lab.At("buckets", bucket, key)),
            Invoke = async (function, payload) =>
            {
                var name = function.Split(':')[6];
                _payloads.Add($"{name} {payload.ToJsonString()}");
                return refuse?.Invoke(name) is true
                    ? throw new TaskFailure("Lambda.TooManyRequestsException", "Rate exceeded.")
                    : await HandleAsync(lab, name, payload.ToJsonString());
            },
        };
    }

    // What the runtime does with an event, a script handler and its answer.
    private static async Task<JsonNode?> HandleAsync(RunbookLab lab, string function, string payload)
    {
        try
        {
            var lines = await lab.RunAsync(
                $"$answer = {RunbookLab.Call($"{function}.ps1")} (ConvertFrom-Json -InputObject '{payload}') $null; "
                + "ConvertTo-Json -InputObject $answer -Compress",
                "S3.ps1");
            var answer = JsonNode.Parse(Assert.Single(lines))!.AsObject();

            // A hashtable has no order.
            return new JsonObject(answer.OrderBy(property => property.Key is "ExitCode")
                .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));
        }
        catch (RunbookFailure failure)
        {
            throw new TaskFailure("RuntimeException", failure.Message);
        }
    }
}
