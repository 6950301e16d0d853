using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>How an execution ended: Error is null when it succeeded.</summary>
internal sealed record StateMachineEnd(string? Error, JsonNode? Output);

/// <summary>A task has failed, with the name that Retry and Catch know it by.</summary>
internal sealed class TaskFailure(string error, string cause) : Exception(cause)
{
    internal string Error { get; } = error;
}

/// <summary>
/// Runs a state machine as Step Functions does, as far as many-organizations.asl.json goes: the states and fields that it has, paths of plain
/// names, no waiting. What it does not know it refuses. The services are handed in.
/// </summary>
internal sealed class StateMachineRun(JsonObject machine, string name, DateTimeOffset startTime)
{
    /// <summary>Lambda: the function's ARN and the payload give the function's answer, or a <see cref="TaskFailure"/>.</summary>
    internal required Func<string, JsonNode, Task<JsonNode?>> Invoke { get; init; }

    /// <summary>s3:getObject: bucket and key give the text.</summary>
    internal required Func<string, string, JsonNode> Read { get; init; }

    /// <summary>What s3:putObject of a map's ResultWriter is given: the output of each child.</summary>
    internal List<JsonNode> Written { get; } = [];

    internal Task<StateMachineEnd> RunAsync(JsonObject input)
    {
        // As Step Functions writes it.
        var began = startTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return WalkAsync(machine, input, new JsonObject { ["Execution"] = new JsonObject { ["Name"] = name, ["StartTime"] = began } });
    }

    private async Task<StateMachineEnd> WalkAsync(JsonObject machine, JsonNode? data, JsonObject context)
    {
        var at = (string)machine["StartAt"]!;
        while (true)
        {
            var state = machine["States"]![at]!.AsObject();
            string? next;
            switch ((string)state["Type"]!)
            {
                case "Succeed":
                    return new StateMachineEnd(null, data);
                case "Fail":
                    return new StateMachineEnd((string)state["Error"]!, null);
                case "Choice":
                    next = Choose(state, data, context);
                    break;
                case "Pass":
                    data = StateMachinePath.Fill(state["Parameters"]!, data, context);
                    next = (string?)state["Next"];
                    break;
                case "Task" or "Map":
                    (data, next) = await WorkAsync(state, data, context);
                    break;
                default:
                    throw new NotSupportedException($"{state["Type"]} is not a type of state that this knows.");
            }

            if (next is null)
            {
                return new StateMachineEnd(null, data);
            }

            at = next;
        }
    }

    private async Task<(JsonNode? Data, string? Next)> WorkAsync(JsonObject state, JsonNode? data, JsonObject context)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var result = (string)state["Type"]! is "Map" ? await MapAsync(state, data, context) : await TaskAsync(state, data, context);
                return (StateMachinePath.Place(state["ResultPath"], data, result), (string?)state["Next"]);
            }
            catch (TaskFailure failure)
            {
                if (RuleFor(state["Retry"], failure) is { } retry && attempt < (int)retry["MaxAttempts"]!)
                {
                    continue;
                }

                if (RuleFor(state["Catch"], failure) is not { } rule)
                {
                    throw;
                }

                var told = new JsonObject { ["Error"] = failure.Error, ["Cause"] = failure.Message };
                return (StateMachinePath.Place(rule["ResultPath"], data, told), (string)rule["Next"]!);
            }
        }
    }

    private async Task<JsonNode?> TaskAsync(JsonObject state, JsonNode? data, JsonObject context)
    {
        if ((string)state["Resource"]! is not "arn:aws:states:::lambda:invoke")
        {
            throw new NotSupportedException($"{state["Resource"]} is not a resource that this knows.");
        }

        var parameters = StateMachinePath.Fill(state["Parameters"]!, data, context)!;
        var answer = await Invoke((string)parameters["FunctionName"]!, parameters["Payload"]!.DeepClone());
        var response = new JsonObject { ["ExecutedVersion"] = "1", ["Payload"] = answer, ["StatusCode"] = 200 };
        return StateMachinePath.Fill(state["ResultSelector"]!, response, context);
    }

    private async Task<JsonNode?> MapAsync(JsonObject state, JsonNode? data, JsonObject context)
    {
        var source = StateMachinePath.Fill(state["ItemReader"]!["Parameters"]!, data, context)!;
        var items = Read((string)source["Bucket"]!, (string)source["Key"]!).AsArray();
        var failed = 0;
        for (var index = 0; index < items.Count; index++)
        {
            var inner = context.DeepClone().AsObject();
            inner["Map"] = new JsonObject { ["Item"] = new JsonObject { ["Index"] = index, ["Value"] = items[index]!.DeepClone() } };
            var input = StateMachinePath.Fill(state["ItemSelector"]!, data, inner);
            try
            {
                // A child is an execution of its own, and sees no Map.
                Written.Add((await WalkAsync(state["ItemProcessor"]!.AsObject(), input, context)).Output!);
            }
            catch (TaskFailure)
            {
                failed++;
            }
        }

        var tolerated = (double?)state["ToleratedFailurePercentage"] ?? 0;
        return failed * 100.0 > tolerated * items.Count
            ? throw new TaskFailure("States.ExceedToleratedFailureThreshold", $"{failed} children have failed.")
            : new JsonObject { ["MapRunArn"] = "arn:aws:states:::mapRun:x", ["ResultWriterDetails"] = new JsonObject() };
    }

    private static JsonObject? RuleFor(JsonNode? rules, TaskFailure failure)
        => rules?.AsArray().Select(rule => rule!.AsObject()).FirstOrDefault(
            rule => rule["ErrorEquals"]!.AsArray().Any(error => (string)error! is "States.ALL" || (string)error! == failure.Error));

    private static string Choose(JsonObject state, JsonNode? data, JsonObject context)
    {
        var fitting = state["Choices"]!.AsArray().FirstOrDefault(
            choice => (double)choice!["NumericEquals"]! == (double)StateMachinePath.Look((string)choice["Variable"]!, data, context)!);
        return (string)(fitting?["Next"] ?? state["Default"])!;
    }
}
