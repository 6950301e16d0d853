using System.Collections;
using System.Management.Automation.Language;

namespace RootKeyCompliance.Packaging;

/// <summary>What the module's manifest says.</summary>
internal sealed record ModuleManifest(string Version, string Author, string Copyright, string Description, string[] Cmdlets, string[] Tags)
{
    public static ModuleManifest Read(string path)
    {
        var tree = Parser.ParseFile(path, out _, out var faults);
        if (faults.Length > 0 || tree.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table)
        {
            throw new InvalidDataException($"{path} is no manifest.");
        }

        var values = (Hashtable)table.SafeGetValue();
        var gallery = (Hashtable)((Hashtable)values["PrivateData"]!)["PSData"]!;
        return new ModuleManifest(
            (string)values["ModuleVersion"]!,
            (string)values["Author"]!,
            (string)values["Copyright"]!,
            (string)values["Description"]!,
            Texts(values["CmdletsToExport"]),
            Texts(gallery["Tags"]));
    }

    private static string[] Texts(object? list) => [.. ((object[])list!).Cast<string>()];
}
