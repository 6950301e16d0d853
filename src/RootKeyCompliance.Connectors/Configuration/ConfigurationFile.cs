using System.Text.Encodings.Web;
using System.Text.Json;
using RootKeyCompliance.Connectors.Files;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>
/// Reads and writes the file. A write is a new file, renamed over the old one: whoever reads, and whatever ends this process, finds the
/// old text or the new one. Writers take turns by a lock file beside it, which stays there: removing it would let two of them in.
/// </summary>
internal sealed class ConfigurationFile(string path)
{
    internal const int LongestFile = 1 << 20;
    internal const string LockSuffix = ".lock";

    private const int LengthOfId = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    internal string Path { get; } = path;

    /// <summary>How long a writer waits for others.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The file's text; null when there is no file.</summary>
    /// <exception cref="CisException">It is there and cannot be read.</exception>
    internal ConfigurationText? Read()
    {
        try
        {
            // FileShare.Delete: a reader must not keep a writer from renaming.
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[LongestFile + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LongestFile
                ? new ConfigurationText(Path, bytes[..length])
                : throw new CisException(CisFaults.ConfigurationNotReadable(Path, "it is larger than 1 MB"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CisException(CisFaults.ConfigurationNotReadable(Path, Directory.Exists(Path) ? "it is a folder" : e.Message), e);
        }
    }

    /// <summary>Changes the file while no other process does.</summary>
    /// <param name="change">Given the text as it is now, the new content; null to leave the file as it is.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="CisException">The file is damaged, busy, or cannot be written.</exception>
    internal void Change(Func<ConfigurationText?, ConfigurationNode?> change, CancellationToken cancellationToken)
    {
        try
        {
            var target = Target();
            CreateFolder(target);
            using var turn = WaitForTurn(target + LockSuffix, cancellationToken);
            RemoveRemains(target);
            if (change(Read()) is { } content)
            {
                Replace(target, content);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CisException(CisFaults.ConfigurationNotWritable(Path, e.Message), e);
        }
    }

    // A link stays one: what it points to is replaced.
    private string Target() => new FileInfo(Path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target
        ? target.FullName
        : Path;

    private static void CreateFolder(string target)
    {
        var folder = System.IO.Path.GetDirectoryName(target)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private FileStream WaitForTurn(string lockPath, CancellationToken cancellationToken)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(lockPath, Options(FileMode.OpenOrCreate));
            }
            catch (IOException e) when (IsSharingViolation(e))
            {
                if (waited.Elapsed >= Patience)
                {
                    throw new CisException(CisFaults.ConfigurationBusy(Path), e);
                }
            }

            cancellationToken.WaitHandle.WaitOne(Pause);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    private static bool IsSharingViolation(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private static void Replace(string target, ConfigurationNode content)
    {
        using var file = new ReplacementFile(target, OwnerOnly);
        using (var writer = new Utf8JsonWriter(file.Stream, Layout))
        {
            content.WriteTo(writer);
        }

        file.Stream.WriteByte((byte)'\n');
        if (file.Stream.Length > LongestFile)
        {
            throw new IOException("it would be larger than 1 MB");
        }

        file.Commit(overwrite: true);
    }

    // What a writer left that was ended half-way: it may hold secrets.
    private static void RemoveRemains(string target)
    {
        var beginning = $"{System.IO.Path.GetFileName(target)}.";
        foreach (var file in new DirectoryInfo(System.IO.Path.GetDirectoryName(target)!).EnumerateFiles())
        {
            if (file.Name.Length == beginning.Length + LengthOfId + ReplacementFile.Suffix.Length
                && file.Name.StartsWith(beginning, StringComparison.Ordinal) && file.Name.EndsWith(ReplacementFile.Suffix, StringComparison.Ordinal)
                && Guid.TryParseExact(file.Name.AsSpan(beginning.Length, LengthOfId), "N", out _))
            {
                file.Delete();
            }
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
