namespace RootKeyCompliance.Tests;

internal static class FolderCopy
{
    /// <summary>Copies a folder with all that is in it; the path of the copy.</summary>
    internal static string Make(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
