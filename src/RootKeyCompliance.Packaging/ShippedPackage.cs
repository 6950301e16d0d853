using System.Text.Json;
using NuGet.Packaging;

namespace RootKeyCompliance.Packaging;

/// <summary>A NuGet package whose libraries the module carries.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-512 of the package, in base64, as the lock file has it.</param>
/// <param name="Licence">The SPDX identifier, or null for a text of its own.</param>
/// <param name="LicenceText">The text, where the package has it.</param>
/// <param name="Copyright">Whose it is.</param>
/// <param name="Address">The project's page.</param>
/// <param name="Files">The libraries, by name.</param>
internal sealed record ShippedPackage(
    string Id, string Version, string Hash, string? Licence, string? LicenceText, string Copyright, string Address, IReadOnlyList<string> Files)
{
    // Third parties' notices of Microsoft's packages are of what .NET itself is made of; they are kept with the text all the same.
    private static readonly string[] TextNames = ["LICENSE", "LICENSE.md", "LICENSE.TXT", "license.txt", "THIRD-PARTY-NOTICES.TXT"];

    /// <summary>The packages that libraries in a folder come from; every library there has to come from one, or from here.</summary>
    public static IReadOnlyList<ShippedPackage> Find(string lockFile, string folder, string packages)
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(lockFile));
        var files = Directory.EnumerateFiles(folder, "*.dll").Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        var found = new List<ShippedPackage>();
        foreach (var entry in locked.RootElement.GetProperty("dependencies").GetProperty("net8.0").EnumerateObject())
        {
            if (entry.Value.TryGetProperty("resolved", out var version)
                && Read(entry.Name, version.GetString()!, entry.Value.GetProperty("contentHash").GetString()!, packages, files) is { Files.Count: > 0 } package)
            {
                found.Add(package);
            }
        }

        var unknown = files.Except(found.SelectMany(package => package.Files), StringComparer.Ordinal)
            .Where(file => !file.StartsWith("RootKeyCompliance.", StringComparison.Ordinal)).ToList();
        return unknown.Count == 0
            ? [.. found.OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)]
            : throw new InvalidDataException($"No package is known for {string.Join(", ", unknown)}.");
    }

    private static ShippedPackage Read(string id, string version, string hash, string packages, HashSet<string> files)
    {
        var home = Path.Combine(packages, id.ToLowerInvariant(), version);
        using var reader = new PackageFolderReader(home);
        var nuspec = reader.NuspecReader;
        var texts = TextNames.Select(name => Path.Combine(home, name)).Where(ExistsAsWritten).Select(File.ReadAllText).ToList();
        var licence = nuspec.GetLicenseMetadata();
        if (licence?.Type == LicenseType.File && texts.Count == 0)
        {
            texts.Add(File.ReadAllText(Path.Combine(home, licence.License)));
        }

        if (licence?.Type != LicenseType.Expression && texts.Count == 0)
        {
            throw new InvalidDataException($"{id} {version} has no licence.");
        }

        return new ShippedPackage(
            id,
            version,
            hash,
            licence?.Type == LicenseType.Expression ? licence.License : null,
            texts.Count > 0 ? string.Join("\n\n", texts.Select(text => text.ReplaceLineEndings("\n").Trim())) : null,
            nuspec.GetCopyright() is { Length: > 0 } copyright ? copyright : nuspec.GetAuthors(),
            nuspec.GetProjectUrl(),
            [.. reader.GetFiles("lib").Concat(reader.GetFiles("runtimes")).Select(path => Path.GetFileName(path)).Where(files.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    // Where upper and lower case are the same, one text must not come twice.
    private static bool ExistsAsWritten(string path)
        => Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Contains(path, StringComparer.Ordinal);
}
