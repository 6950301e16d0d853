namespace RootKeyCompliance.Packaging;

/// <summary>Adds licence texts and an SBOM to the folder of the module, and packs it for the PowerShell Gallery.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var repository, var folder, var packages, var output])
        {
            Console.Error.WriteLine("Give the repository, the module's folder, the folder of NuGet's packages, and the folder for the package.");
            return 1;
        }

        try
        {
            Pack(repository, Path.GetFullPath(folder), packages, Path.GetFullPath(output));
            return 0;
        }
        catch (InvalidDataException failure)
        {
            // The form that MSBuild takes for an error of the build.
            Console.Error.WriteLine($"Packaging : error PACK : {failure.Message}");
            return 1;
        }
    }

    private static void Pack(string repository, string folder, string packages, string output)
    {
        var time = CommitTime.Of(repository);
        var manifest = ModuleManifest.Read(Path.Combine(folder, "RootKeyCompliance.psd1"));
        var shipped = ShippedPackage.Find(
            Path.Combine(repository, "src", "RootKeyCompliance.Connectors", "packages.lock.json"), Path.Combine(folder, "bin", "connectors"), packages);
        File.WriteAllText(Path.Combine(folder, "THIRD-PARTY-NOTICES.txt"), Notices.Write(shipped));
        File.WriteAllText(Path.Combine(folder, "sbom.spdx.json"), Sbom.Write(manifest, shipped, folder, time));
        Console.WriteLine($"RootKeyCompliance -> {folder}");
        Console.WriteLine($"RootKeyCompliance -> {GalleryPackage.Write(manifest, folder, output, time)}");
    }
}
