namespace RootKeyCompliance.Shell;

/// <summary>Finds the module: in the .NET tool beside the program, and else in the nearest folder, from the program's own upwards, that has the manifest.</summary>
internal static class ModuleLocation
{
    internal const string ManifestName = "RootKeyCompliance.psd1";

    /// <summary>The manifest's full path, or null when no folder above the program has one.</summary>
    public static string? FindManifest()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "RootKeyCompliance", ManifestName);
        if (File.Exists(own))
        {
            return own;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, ManifestName);
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        return null;
    }
}
