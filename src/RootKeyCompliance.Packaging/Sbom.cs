using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance.Packaging;

/// <summary>The software bill of materials, SPDX 2.3 in JSON: the module, its files, and the packages that it carries.</summary>
internal static class Sbom
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ModuleManifest manifest, IReadOnlyList<ShippedPackage> packages, string folder, DateTimeOffset time)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Name: "./" + Path.GetRelativePath(folder, path).Replace('\\', '/'), Content: File.ReadAllBytes(path)))
            .Where(file => file.Name != "./sbom.spdx.json")
            .ToList();
        var contents = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file.Name + Hex(SHA256.HashData(file.Content)))))));
        var document = new
        {
            spdxVersion = "SPDX-2.3",
            dataLicense = "CC0-1.0",
            SPDXID = "SPDXRef-DOCUMENT",
            name = $"RootKeyCompliance-{manifest.Version}",
            documentNamespace = $"https://spdx.org/spdxdocs/RootKeyCompliance-{manifest.Version}-{contents[..32]}",
            creationInfo = new { created = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), creators = new[] { "Tool: RootKeyCompliance.Packaging" } },
            packages = packages.Select(Package).Prepend(Module(manifest, files.Select(file => file.Content))),
            files = files.Select(file => new
            {
                fileName = file.Name,
                SPDXID = IdOf(file.Name),
                checksums = new[]
                {
                    new { algorithm = "SHA1", checksumValue = Sha1(file.Content) },
                    new { algorithm = "SHA256", checksumValue = Hex(SHA256.HashData(file.Content)) },
                },
                licenseConcluded = "NOASSERTION",
                copyrightText = "NOASSERTION",
            }),
            relationships = packages.Select(package => Relationship("SPDXRef-Module", "DEPENDS_ON", IdOf(package.Id)))
                .Prepend(Relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Module"))
                .Concat(files.Select(file => Relationship("SPDXRef-Module", "CONTAINS", IdOf(file.Name)))),
        };
        return JsonSerializer.Serialize(document, Options) + "\n";
    }

    private static object Module(ModuleManifest manifest, IEnumerable<byte[]> files) => new
    {
        name = "RootKeyCompliance",
        SPDXID = "SPDXRef-Module",
        versionInfo = manifest.Version,
        supplier = $"Organization: {manifest.Author}",
        downloadLocation = "NOASSERTION",
        filesAnalyzed = true,
        packageVerificationCode = new { packageVerificationCodeValue = VerificationCode(files) },
        licenseConcluded = "MIT",
        licenseDeclared = "MIT",
        licenseInfoFromFiles = new[] { "NOASSERTION" },
        copyrightText = manifest.Copyright,
    };

    private static object Package(ShippedPackage package) => new
    {
        name = package.Id,
        SPDXID = IdOf(package.Id),
        versionInfo = package.Version,
        downloadLocation = $"https://www.nuget.org/api/v2/package/{package.Id}/{package.Version}",
        filesAnalyzed = false,
        homepage = package.Address,
        checksums = new[] { new { algorithm = "SHA512", checksumValue = Hex(Convert.FromBase64String(package.Hash)) } },
        licenseConcluded = package.Licence ?? "NOASSERTION",
        licenseDeclared = package.Licence ?? "NOASSERTION",
        copyrightText = package.Copyright,
        externalRefs = new[] { new { referenceCategory = "PACKAGE-MANAGER", referenceType = "purl", referenceLocator = $"pkg:nuget/{package.Id}@{package.Version}" } },
    };

    private static object Relationship(string from, string type, string to) => new { spdxElementId = from, relationshipType = type, relatedSpdxElement = to };

    /// <summary>As SPDX defines it: of the files' SHA-1, in their order.</summary>
    private static string VerificationCode(IEnumerable<byte[]> files)
        => Sha1(Encoding.ASCII.GetBytes(string.Concat(files.Select(Sha1).Order(StringComparer.Ordinal))));

    // SPDX wants it of each file; it identifies, and protects nothing here.
#pragma warning disable CA5350
    private static string Sha1(byte[] content) => Hex(SHA1.HashData(content));
#pragma warning restore CA5350

    private static string IdOf(string name) => "SPDXRef-" + string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-'));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
