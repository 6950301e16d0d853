namespace RootKeyCompliance.Tests.Documentation;

/// <summary>Programs that examples call.</summary>
internal static class ShellTools
{
    /// <summary>A program's path; null when it is not on PATH.</summary>
    internal static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
