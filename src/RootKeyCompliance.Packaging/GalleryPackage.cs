using System.Globalization;
using NuGet.Packaging;
using NuGet.Packaging.Licenses;
using NuGet.Versioning;

namespace RootKeyCompliance.Packaging;

/// <summary>The package for the PowerShell Gallery: the module's files, and the tags that Find-PSResource looks for.</summary>
internal static class GalleryPackage
{
    /// <summary>Writes it; the path.</summary>
    public static string Write(ModuleManifest manifest, string folder, string output, DateTimeOffset time)
    {
        var builder = new PackageBuilder(deterministic: true)
        {
            DeterministicTimestamp = time.ToString("O", CultureInfo.InvariantCulture),
            Id = "RootKeyCompliance",
            Version = NuGetVersion.Parse(manifest.Version),
            Description = manifest.Description,
            Copyright = manifest.Copyright,
            LicenseMetadata = new LicenseMetadata(LicenseType.Expression, "MIT", NuGetLicenseExpression.Parse("MIT"), [], LicenseMetadata.EmptyVersion),
        };
        builder.Authors.Add(manifest.Author);
        string[] tags = ["PSModule", "PSIncludes_Cmdlet", .. manifest.Cmdlets.Select(name => $"PSCmdlet_{name}"), .. manifest.Cmdlets.Select(name => $"PSCommand_{name}")];
        foreach (var tag in manifest.Tags.Concat(tags))
        {
            _ = builder.Tags.Add(tag);
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            builder.Files.Add(new PhysicalPackageFile { SourcePath = path, TargetPath = Path.GetRelativePath(folder, path) });
        }

        var package = Path.Combine(output, $"RootKeyCompliance.{manifest.Version}.nupkg");
        using var stream = File.Create(package);
        builder.Save(stream);
        return package;
    }
}
