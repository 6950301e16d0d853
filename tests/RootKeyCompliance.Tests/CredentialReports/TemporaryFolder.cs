namespace RootKeyCompliance.Tests.CredentialReports;

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("reports-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string File(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
