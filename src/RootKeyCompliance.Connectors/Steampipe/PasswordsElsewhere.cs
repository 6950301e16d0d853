using System.Text.RegularExpressions;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>The passwords that the database client takes where a connection has none: from PGPASSWORD and from a password file.</summary>
internal static partial class PasswordsElsewhere
{
    private const int Fields = 5;

    /// <summary>All of them: which one it takes is the client's to decide.</summary>
    /// <param name="file">The password file that the connection names; null for the usual one.</param>
    internal static IReadOnlyList<string> Of(string? file)
    {
        var path = file ?? Environment.GetEnvironmentVariable("PGPASSFILE") ?? UsualFile;
        return Environment.GetEnvironmentVariable("PGPASSWORD") is { Length: > 0 } variable ? [variable, .. InFile(path)] : InFile(path);
    }

    private static string UsualFile => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", "pgpass.conf")
        : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".pgpass");

    private static string[] InFile(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path).Select(line => Colon().Split(line));
            return [.. lines.Where(fields => fields.Length == Fields).Select(fields => Unescaped(fields[^1]))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The client could not read it either.
            return [];
        }
    }

    private static string Unescaped(string field)
        => field.Replace("\\:", ":", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    // One that a backslash stands before belongs to a field.
    [GeneratedRegex(@"(?<!\\):", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colon();
}
