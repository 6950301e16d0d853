using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Packaging;

/// <summary>The time that stands in what is made, so that the same commit gives the same bytes: no clock is looked at.</summary>
internal static class CommitTime
{
    /// <summary>What SOURCE_DATE_EPOCH says, or the commit; of a copy without Git the beginning of zip's time.</summary>
    public static DateTimeOffset Of(string repository)
    {
        var seconds = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") ?? Ask(repository);
        return long.TryParse(seconds, CultureInfo.InvariantCulture, out var number)
            ? DateTimeOffset.FromUnixTimeSeconds(number)
            : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static string? Ask(string repository)
    {
        if (!Path.Exists(Path.Combine(repository, ".git")))
        {
            return null;
        }

        var start = new ProcessStartInfo("git", ["-C", repository, "log", "-1", "--format=%ct"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var answer = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? answer : throw new InvalidDataException("Git does not tell when the commit was made; set SOURCE_DATE_EPOCH.");
    }
}
