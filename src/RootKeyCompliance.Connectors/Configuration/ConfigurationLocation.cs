namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>Where the user's configuration file is, whether it exists or not. Looked up each time: a session may change the variable.</summary>
internal static class ConfigurationLocation
{
    internal const string Variable = "ROOTKEYCOMPLIANCE_CONFIG";

    /// <exception cref="CisException">The variable holds no full path, or there is no folder for the user's configuration.</exception>
    internal static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            // A relative path would mean another file in each folder, and PowerShell's location is not the process's.
            return Path.IsPathFullyQualified(named) ? Path.GetFullPath(named) : throw new CisException(CisFaults.ConfigurationPathInvalid(Variable, named));
        }

        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? Path.Combine(folder, "RootKeyCompliance", "config.json")
            : throw new CisException(CisFaults.ConfigurationNotReadable("config.json", $"this user has no configuration folder; set {Variable}"));
    }
}
