using System.Text;
using Npgsql;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>libpq's file of passwords. The client reads it itself; here it is read to keep out of sight what it sent.</summary>
internal static class PasswordFile
{
    /// <summary>The password that the file has for a connection; null when it has none.</summary>
    internal static string? Find(NpgsqlConnectionStringBuilder settings)
    {
        string?[] wanted = [settings.Host, settings.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), settings.Database, settings.Username];
        try
        {
            return Locate(settings) is { } path && File.Exists(path)
                ? File.ReadLines(path).Where(line => !line.StartsWith('#')).Select(Fields)
                    .FirstOrDefault(fields => fields.Count > wanted.Length && wanted.Zip(fields).All(pair => pair.Second == "*" || pair.Second == pair.First))?[^1]
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Locate(NpgsqlConnectionStringBuilder settings)
    {
        if ((settings.Passfile ?? Environment.GetEnvironmentVariable("PGPASSFILE")) is { Length: > 0 } named)
        {
            return named;
        }

        var folder = Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "APPDATA" : "HOME");
        return string.IsNullOrEmpty(folder) ? null : OperatingSystem.IsWindows() ? Path.Combine(folder, "postgresql", "pgpass.conf") : Path.Combine(folder, ".pgpass");
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
