namespace RootKeyCompliance.TestKit;

/// <summary>
/// Programs that tests use as independent references: the AWS CLI, boto3, moto_server, PostgreSQL, pwsh, Chromium, and the like. A test
/// whose program is missing is skipped with the reason, or fails when ROOTKEYCOMPLIANCE_REQUIRED_TOOLS names the program, as in CI.
/// </summary>
internal static class ExternalTool
{
    private const string Required = "ROOTKEYCOMPLIANCE_REQUIRED_TOOLS";

    /// <summary>A program's path; null when it is not on PATH.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program))
        .FirstOrDefault(File.Exists);

    /// <summary>The path of a program on PATH; skips or fails the running test when it is missing.</summary>
    internal static string NeedProgram(string name)
    {
        var path = Find(name);
        Need(name, path is null ? "it is not on PATH." : null);
        return path!;
    }

    /// <summary>Skips or fails the running test when a program is missing.</summary>
    /// <param name="name">The program's name, as in the variable.</param>
    /// <param name="missing">The reason why it cannot be used; null when it can.</param>
    internal static void Need(string name, string? missing)
    {
        if (missing is not null && Environment.GetEnvironmentVariable(Required)?.Split(' ').Contains(name) == true)
        {
            Assert.Fail($"{name} is named in {Required} and cannot be used: {missing}");
        }

        Assert.SkipWhen(missing is not null, $"NOT TESTED with {name}, which cannot be used here: {missing}");
    }
}
