
namespace RootKeyCompliance.TestKit;

/// <summary>
/// Programs that judge us from outside: the AWS CLI, boto3, moto_server, PostgreSQL, pwsh, Chromium, and the like. A test that misses one is skipped with a loud reason,
/// or fails where the judge is named in ROOTKEYCOMPLIANCE_REQUIRED_JUDGES, as CI does.
/// </summary>
internal static class Judge
{
    private const string Required = "ROOTKEYCOMPLIANCE_REQUIRED_JUDGES";

    /// <summary>A program's path; null when it is not on PATH.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program))
        .FirstOrDefault(File.Exists);

    /// <summary>The path of a judge that is a program on PATH; skips or fails the running test when it is missing.</summary>
    internal static string NeedProgram(string name)
    {
        var path = Find(name);
        Need(name, path is null ? "it is not on PATH." : null);
        return path!;
    }

    /// <summary>Skips or fails the running test when the judge is missing.</summary>
    /// <param name="name">The judge's name, as it stands in the variable.</param>
    /// <param name="missing">Why it is not there; null when it is.</param>
    internal static void Need(string name, string? missing)
    {
        var required = (Environment.GetEnvironmentVariable(Required) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (missing is not null && required.Contains(name))
        {
            Assert.Fail($"{name} is named in {Required} and is not here: {missing}");
        }

        Assert.SkipWhen(missing is not null, $"NOT JUDGED by {name}, which is not here: {missing}");
    }
}
