using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>many-organizations.asl.json against the Amazon States Language: its fields, its states, and where they lead.</summary>
public sealed class StateMachineTests
{
    private static readonly string[] OfEveryState = ["Type", "Comment"];
    private static readonly string[] OfEveryStep = [.. OfEveryState, "Next", "End", "InputPath", "OutputPath"];
    private static readonly string[] OfEveryWork = [.. OfEveryStep, "ResultPath", "ResultSelector", "Retry", "Catch"];

    /// <summary>The fields of each type of state, and of the objects in it, as the language and the distributed map of Step Functions spell them.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["Machine"] = ["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"],
        ["ItemProcessor"] = ["ProcessorConfig", "StartAt", "States"],
        ["ProcessorConfig"] = ["Mode", "ExecutionType"],
        ["Map"] =
        [
            .. OfEveryWork, "Parameters", "ItemProcessor", "ItemReader", "ItemSelector", "ItemBatcher", "ItemsPath", "ResultWriter", "Label",
            "MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath", "ToleratedFailureCount",
            "ToleratedFailureCountPath",
        ],
        ["Task"] =
        [
            .. OfEveryWork, "Resource", "Parameters", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath", "Credentials",
        ],
        ["Pass"] = [.. OfEveryStep, "Parameters", "Result", "ResultPath"],
        ["Choice"] = [.. OfEveryState, "Choices", "Default", "InputPath", "OutputPath"],
        ["Succeed"] = [.. OfEveryState, "InputPath", "OutputPath"],
        ["Fail"] = [.. OfEveryState, "Error", "ErrorPath", "Cause", "CausePath"],
        ["ItemReader"] = ["Resource", "ReaderConfig", "Parameters"],
        ["ReaderConfig"] = ["InputType", "CSVDelimiter", "CSVHeaderLocation", "CSVHeaders", "MaxItems", "MaxItemsPath", "ManifestType", "Transformation"],
        ["ResultWriter"] = ["Resource", "WriterConfig", "Parameters"],
        ["Retry"] = ["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"],
        ["Catch"] = ["ErrorEquals", "Next", "ResultPath", "Comment"],
    };

    private static readonly JsonObject Machine =
        JsonNode.Parse(File.ReadAllText(Path.Combine(RunbookLab.Scripts, "many-organizations.asl.json")))!.AsObject();

    private static readonly JsonObject Map = Machine["States"]![(string)Machine["StartAt"]!]!.AsObject();

    private static readonly JsonObject[] Machines = [Machine, Map["ItemProcessor"]!.AsObject()];

    private static IEnumerable<KeyValuePair<string, JsonObject>> All
        => Machines.SelectMany(machine => machine["States"]!.AsObject()).Select(state => KeyValuePair.Create(state.Key, state.Value!.AsObject()));

    [Fact]
    public void Every_field_is_one_of_the_language()
    {
        Allows("Machine", Machine);
        Allows("ItemProcessor", Map["ItemProcessor"]);
        Allows("ProcessorConfig", Map["ItemProcessor"]!["ProcessorConfig"]);
        Allows("ItemReader", Map["ItemReader"]);
        Allows("ReaderConfig", Map["ItemReader"]!["ReaderConfig"]);
        Allows("ResultWriter", Map["ResultWriter"]);
        foreach (var (_, state) in All)
        {
            Allows((string)state["Type"]!, state);
            Assert.All(Rules(state, "Retry"), rule => Allows("Retry", rule));
            Assert.All(Rules(state, "Catch"), rule => Allows("Catch", rule));
        }
    }

    [Fact]
    public void Every_state_that_is_named_is_there_and_every_state_that_is_there_is_named()
    {
        foreach (var machine in Machines)
        {
            var states = machine["States"]!.AsObject();
            var named = states.SelectMany(state => Targets(state.Value!.AsObject())).Append((string)machine["StartAt"]!);

            Assert.Equal(
                states.Select(state => state.Key).Order(StringComparer.Ordinal).ToArray(),
                named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
        }

        Assert.Distinct(All.Select(state => state.Key), StringComparer.Ordinal);
        Assert.All(All, state => Assert.InRange(state.Key.Length, 1, 80));
    }

    [Fact]
    public void The_map_is_a_distributed_one_that_reads_and_writes_S3()
    {
        var config = Map["ItemProcessor"]!["ProcessorConfig"]!;
        Assert.Equal(("Map", "DISTRIBUTED", "STANDARD"), ((string)Map["Type"]!, (string)config["Mode"]!, (string)config["ExecutionType"]!));
        Assert.Equal("arn:aws:states:::s3:getObject", (string)Map["ItemReader"]!["Resource"]!);
        Assert.Equal("JSON", (string)Map["ItemReader"]!["ReaderConfig"]!["InputType"]!);
        Assert.Equal(["Bucket", "Key.$"], Keys(Map["ItemReader"]!["Parameters"]));
        Assert.Equal("arn:aws:states:::s3:putObject", (string)Map["ResultWriter"]!["Resource"]!);
        Assert.Equal(["Bucket", "Prefix"], Keys(Map["ResultWriter"]!["Parameters"]));
        Assert.Equal(100, (int)Map["ToleratedFailurePercentage"]!);
        Assert.InRange((int)Map["MaxConcurrency"]!, 1, 10_000);

        // It is part of the ARN of the map's run.
        Assert.Matches("^[A-Za-z0-9]{1,40}$", (string)Map["Label"]!);
    }

    [Fact]
    public void Every_task_invokes_the_function_whose_handler_is_beside_it_for_as_long_as_Lambda_lets_it_run()
    {
        foreach (var (_, task) in All.Where(state => (string)state.Value["Type"]! is "Task"))
        {
            var function = (string)task["Parameters"]!["FunctionName"]!;
            Assert.Matches("^arn:aws:lambda:REGION:ACCOUNT:function:root-key-[a-z]+:live$", function);
            Assert.True(File.Exists(Path.Combine(RunbookLab.Scripts, $"{function.Split(':')[6]}.ps1")), function);
            Assert.Equal("arn:aws:states:::lambda:invoke", (string)task["Resource"]!);
            Assert.Equal(900, (int)task["TimeoutSeconds"]!);
            Assert.Equal(["FunctionName", "Payload"], Keys(task["Parameters"]).Select(key => key.Replace(".$", "", StringComparison.Ordinal)).ToArray());
        }
    }

    [Fact]
    public void States_ALL_stands_alone_and_last()
    {
        foreach (var (_, state) in All)
        {
            foreach (var rules in new[] { Rules(state, "Retry"), Rules(state, "Catch") }.Where(rules => rules.Length > 0))
            {
                Assert.All(rules[..^1], rule => Assert.DoesNotContain("States.ALL", Errors(rule), StringComparer.Ordinal));
                Assert.True(Errors(rules[^1]) is var last && (!last.Contains("States.ALL", StringComparer.Ordinal) || last.Length == 1));
            }
        }
    }

    private static void Allows(string kind, JsonNode? node) => Assert.Empty(Keys(node).Except(Fields[kind], StringComparer.Ordinal));

    private static string[] Keys(JsonNode? node) => [.. node!.AsObject().Select(property => property.Key)];

    private static string[] Errors(JsonNode? rule) => [.. rule!["ErrorEquals"]!.AsArray().Select(error => (string)error!)];

    private static JsonNode?[] Rules(JsonObject state, string name) => state[name] is { } rules ? [.. rules.AsArray()] : [];

    private static IEnumerable<string> Targets(JsonObject state)
        => new[] { state["Next"], state["Default"] }
            .Concat(Rules(state, "Catch").Concat(Rules(state, "Choices")).Select(rule => rule!["Next"]))
            .Where(target => target is not null).Select(target => (string)target!);
}
