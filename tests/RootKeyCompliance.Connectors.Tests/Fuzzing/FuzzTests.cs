using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Whatever comes from outside: a verdict that is true, or a fault of the project's own, in bounded time and without a secret. A few thousand inputs each;
/// ROOTKEYCOMPLIANCE_FUZZ has more of them read, ROOTKEYCOMPLIANCE_FUZZ_SEED others, and ROOTKEYCOMPLIANCE_FUZZ_INPUT one again, in base64;
/// ROOTKEYCOMPLIANCE_FUZZ_TARGETS names those to ask, with spaces between them.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class FuzzTests : IDisposable
{
    private const int Inputs = 2000;
    private const int Seed = 20261124;

    // Asked again, it would be the same answer.
    private readonly AwsEnvironment _environment = new() { ["AWS_MAX_ATTEMPTS"] = "1" };

    public static TheoryData<string> Targets
        => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_FUZZ_TARGETS") is { Length: > 0 } chosen ? [.. chosen.Split(' ')] : [.. FuzzTargets.Names];

    public void Dispose() => _environment.Dispose();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Whatever_comes_is_read_or_refused(string name)
    {
        using var targets = new FuzzTargets();
        var run = new FuzzRun(targets.Get(name), Number("ROOTKEYCOMPLIANCE_FUZZ_SEED", Seed));
        if (Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_FUZZ_INPUT") is { Length: > 0 } input)
        {
            run.Replay(Convert.FromBase64String(input));
        }
        else
        {
            TestContext.Current.TestOutputHelper!.WriteLine(run.Run(Number("ROOTKEYCOMPLIANCE_FUZZ", Inputs), TestContext.Current.CancellationToken));
            Assert.True(run.Outcomes > 1, "Whatever comes, the same comes of it: the target looks at nothing.");
        }

        Assert.True(run.Failures.Count == 0, string.Join("\n\n", run.Failures));
    }

    private static int Number(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
