namespace RootKeyCompliance.Connectors.Files;

/// <summary>
/// A new file that takes another one's place when it is whole: whoever reads, and whatever ends this process, finds the old text or the new one.
/// </summary>
public sealed class ReplacementFile : IDisposable
{
    /// <summary>How a text that is not whole yet is called: the file, 32 hexadecimal digits, and this.</summary>
    internal const string Suffix = ".tmp";

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private bool _isDone;

    /// <param name="path">The file whose place is taken; it need not be there. A link stays one: what it points to is replaced.</param>
    /// <param name="mode">Who may read it, elsewhere than on Windows; null: who may read the other one.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public ReplacementFile(string path, UnixFileMode? mode = null)
    {
        _path = new FileInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;
        _temporary = $"{_path}.{Guid.NewGuid():N}{Suffix}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
        {
            // A file that others may not read stays one, from its first byte.
            mode ??= File.Exists(_path) ? File.GetUnixFileMode(_path) | UnixFileMode.UserRead | UnixFileMode.UserWrite : null;
            options.UnixCreateMode = mode;
        }

        _file = new FileStream(_temporary, options);
        if (!OperatingSystem.IsWindows() && mode is { } whole)
        {
            // What the process's mask has taken from others that could read it.
            File.SetUnixFileMode(_temporary, whole);
        }
    }

    /// <summary>Takes the new text.</summary>
    public Stream Stream => _file;

    /// <summary>Takes the place.</summary>
    /// <param name="overwrite">Whether another file may be there.</param>
    /// <exception cref="IOException">It cannot; the other file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not; the other file is as it was.</exception>
    public void Commit(bool overwrite)
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_temporary, _path, overwrite);
        _isDone = true;
    }

    /// <summary>Leaves nothing behind of a text that is not whole.</summary>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException) when (!_isDone)
        {
            // On a full disk the rest cannot be written, and nobody wants it.
        }
        finally
        {
            if (!_isDone)
            {
                _isDone = true;
                File.Delete(_temporary);
            }
        }
    }
}
