using System.Text;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>The passwords that the database client takes where a connection has none: from PGPASSWORD and from a password file.</summary>
internal static class PasswordsElsewhere
{
    private const int FieldsOfALine = 5;

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
            return [.. File.ReadAllLines(path).Select(Fields).Where(fields => fields.Count == FieldsOfALine).Select(fields => fields[^1])];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The client could not read it either.
            return [];
        }
    }

    /// <summary>The parts between colons; a backslash makes the next character an ordinary one.</summary>
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == ':')
            {
                fields.Add(field.ToString());
                field.Clear();
                continue;
            }

            at += line[at] == '\\' && at + 1 < line.Length ? 1 : 0;
            field.Append(line[at]);
        }

        fields.Add(field.ToString());
        return fields;
    }
}
