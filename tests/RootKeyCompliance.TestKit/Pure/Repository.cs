namespace RootKeyCompliance.TestKit;

/// <summary>Where things stand in the checkout that is being tested.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Manifest => Path.Combine(Root, "RootKeyCompliance.psd1");

    internal static string ModuleBin => Path.Combine(Root, "bin");

    /// <summary>The variable that names the configuration file.</summary>
    internal const string ConfigurationVariable = "ROOTKEYCOMPLIANCE_CONFIG";

    /// <summary>A configuration file that does not exist, in a folder that does not exist either.</summary>
    internal static string NoConfiguration { get; } = Path.Combine(Path.GetTempPath(), $"rootkeycompliance-{Guid.NewGuid():N}", "config.json");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RootKeyCompliance.psd1")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No RootKeyCompliance.psd1 above {AppContext.BaseDirectory}.");
    }
}
