using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootKeyCompliance.Removals;

/// <summary>
/// The audit file: a line of JSON for each decision, on the disk before anything is done about it and again when it is done, so that a crash in
/// between can be seen. Only appended to; one run at a time writes to it. Safe to share among threads.
/// </summary>
internal sealed class RemovalAudit : IDisposable
{
    /// <summary>Written before a deletion is sent. A run that has this line of a key and none after it did not live to see the answer.</summary>
    private const string Deleting = "Deleting";

    /// <summary>AWS has answered that the key is deleted; whether it is gone is looked at next.</summary>
    private const string Answered = "Answered";

    /// <summary>The run was stopped before the answer came.</summary>
    private const string Interrupted = "Interrupted";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // For people, too: masked ids have an ellipsis.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly object _gate = new();
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly string _path;
    private readonly FileStream _file;

    private RemovalAudit(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <exception cref="CisException">The file cannot be written.</exception>
    internal static RemovalAudit Open(string path)
    {
        try
        {
            // Elsewhere than on Windows only None keeps another run out.
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows())
            {
                options.Share = FileShare.None;
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new RemovalAudit(path, new FileStream(path, options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CisException(CisFaults.AuditNotWritable(path, e.Message), e);
        }
    }

    /// <summary>Says that a key is about to be deleted.</summary>
    /// <exception cref="CisException">It cannot be written: then the key must not be deleted.</exception>
    internal void Announce(CisKeyRemoval planned) => Append(Deleting, planned, settled: false);

    /// <summary>Says that AWS's answer is there.</summary>
    /// <exception cref="CisException">It cannot be written.</exception>
    internal void Answer(CisKeyRemoval answered) => Append(Answered, answered, settled: false);

    /// <summary>Says that nobody waited for the answer.</summary>
    /// <exception cref="CisException">It cannot be written.</exception>
    internal void Interrupt(CisKeyRemoval planned) => Append(Interrupted, planned, settled: false);

    /// <summary>Says what became of a key or an account.</summary>
    /// <exception cref="CisException">It cannot be written.</exception>
    internal void Settle(CisKeyRemoval removal) => Append(removal.Outcome.ToString(), removal, settled: true);

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private void Append(string what, CisKeyRemoval removal, bool settled)
    {
        var line = JsonSerializer.Serialize(
            new
            {
                Time = DateTimeOffset.UtcNow.UtcDateTime,
                Run = _run,
                Event = what,
                AccountId = OneLine(removal.AccountId),
                AccountName = OneLine(removal.AccountName),
                removal.Partition,
                removal.AccessKeyId,
                removal.StatusBefore,
                CreateDate = removal.CreateDate?.UtcDateTime,
                LastUsedDate = removal.LastUsedDate?.UtcDateTime,
                LastUsedRegion = OneLine(removal.LastUsedRegion),
                LastUsedService = OneLine(removal.LastUsedService),
                Verified = settled ? removal.Verified : (bool?)null,
                removal.RequestId,
                removal.ErrorId,
                Message = settled ? removal.Message : null,
            },
            Options);
        lock (_gate)
        {
            try
            {
                EndTornLine();
                _file.Seek(0, SeekOrigin.End);
                _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                _file.Flush(flushToDisk: true);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                throw new CisException(CisFaults.AuditNotWritable(_path, e.Message), e);
            }
        }
    }

    private static string? OneLine(string? text) => text is null ? null : PlainText.OneLine(text);

    /// <summary>What was written by half, when the power went or the disk was full, is left as it is, on a line of its own.</summary>
    private void EndTornLine()
    {
        if (_file.Length == 0)
        {
            return;
        }

        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
        {
            _file.WriteByte((byte)'\n');
        }
    }
}
