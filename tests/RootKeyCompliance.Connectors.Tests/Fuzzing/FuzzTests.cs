using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Every input from outside gives a true verdict or a fault of the project's own, in bounded time and without a secret. A few hundred inputs
/// for each reader, more in the thorough mode. ROOTKEYCOMPLIANCE_FUZZ sets their number, ROOTKEYCOMPLIANCE_FUZZ_SEED their seed;
/// ROOTKEYCOMPLIANCE_FUZZ_INPUT reads one input again, in base64; ROOTKEYCOMPLIANCE_FUZZ_TARGETS names the readers, with spaces between them.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class FuzzTests : IDisposable
{
    private const int Seed = 20261124;

    // Asked again, it would be the same answer.
    private readonly AwsEnvironment _environment = new() { ["AWS_MAX_ATTEMPTS"] = "1" };

    public static TheoryData<string> Targets
        => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_FUZZ_TARGETS") is { Length: > 0 } chosen ? [.. chosen.Split(' ')] : [.. FuzzTargets.Names];

    public void Dispose() => _environment.Dispose();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_is_read_or_refused(string name)
    {
        using var targets = new FuzzTargets();
        var run = new FuzzRun(targets.Get(name), Number("ROOTKEYCOMPLIANCE_FUZZ_SEED", Seed));
        if (Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_FUZZ_INPUT") is { Length: > 0 } input)
        {
            run.Replay(Convert.FromBase64String(input));
        }
        else
        {
            var inputs = Number("ROOTKEYCOMPLIANCE_FUZZ", Thorough.Choose(normal: 400, thorough: 2000));
            TestContext.Current.TestOutputHelper!.WriteLine(run.Run(inputs, TestContext.Current.CancellationToken));
            Assert.True(run.Outcomes > 1, "All inputs have the same outcome: the target reads nothing.");
        }

        Assert.True(run.Failures.Count == 0, string.Join("\n\n", run.Failures));
    }

    private static int Number(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
