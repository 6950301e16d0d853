using System.Reflection;

namespace RootKeyCompliance.Packaging;

/// <summary>The licences of what the module carries.</summary>
internal static class Notices
{
    private const string Line = "--------------------------------------------------------------------------------";

    public static string Write(IReadOnlyList<ShippedPackage> packages)
    {
        var licences = packages.Where(NeedsText).Select(package => package.Licence).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var parts = packages.Select(Part)
            .Prepend("RootKeyCompliance carries these libraries, in bin/connectors/. Each is under the licence that follows it.")
            .Concat(licences.Select(licence => $"The licence {licence}\n\n{TextOf(licence)}"));
        return string.Join($"\n\n{Line}\n", parts.Select(part => part.Trim('\n', '\r'))).ReplaceLineEndings("\n") + "\n";
    }

    private static string Part(ShippedPackage package)
    {
        var text = $"{package.Id} {package.Version}: {string.Join(", ", package.Files)}\n{package.Address}\n{package.Copyright}\n"
            + $"Licence: {package.Licence ?? "see the text"}\n\n{package.LicenceText}\n\n";
        return NeedsText(package) ? text.TrimEnd('\n') + $"\n\nSee the licence {package.Licence} at the end of this file." : text;
    }

    /// <summary>Whether the package names a licence whose text it does not bring.</summary>
    private static bool NeedsText(ShippedPackage package) => package.Licence is not null
        && package.LicenceText?.Contains("Permission is hereby granted", StringComparison.Ordinal) != true
        && package.LicenceText?.Contains("Redistribution and use", StringComparison.Ordinal) != true;

    private static string TextOf(string licence)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(licence)
            ?? throw new InvalidDataException($"The text of the licence {licence} has to be put into Licences/.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
