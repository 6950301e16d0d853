using System.Text;

namespace RootKeyCompliance.Connectors.CredentialReports;

/// <summary>
/// The text of a report as it streams by: decoded by its byte order mark (UTF-8 without one), refused when it is binary or goes on
/// for longer than any report, and cancellable between any two blocks.
/// </summary>
internal sealed class CredentialReportText(Stream stream, CancellationToken cancellationToken) : TextReader
{
    /// <summary>
    /// IAM allows 5,000 users in an account, and user, path and times fit into some 1,200 characters: 6 million in all.
    /// Ten times as much, with room for columns to come, is no report.
    /// </summary>
    internal const int MostMegabytes = 64;

    private const long MostCharacters = MostMegabytes * 1024L * 1024L;

    // Small on purpose: the root row stands within the first kilobyte, and there may be thousands of files.
    private const int BlockSize = 4096;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BlockSize, leaveOpen: true);
    private long _characters;
    private char? _ahead;

    /// <summary>Passes over white space.</summary>
    /// <returns>The first other character, which is still to be read; null when there is none.</returns>
    internal char? SkipWhiteSpace()
    {
        Span<char> one = stackalloc char[1];
        while (Read(one) == 1)
        {
            if (!char.IsWhiteSpace(one[0]))
            {
                _ahead = one[0];
                break;
            }
        }

        return _ahead;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        if (_ahead is { } ahead && buffer.Length > 0)
        {
            _ahead = null;
            buffer[0] = ahead;
            return 1;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var count = _reader.Read(buffer);
        if (buffer[..count].Contains('\0'))
        {
            throw new CisException(CisFaults.ReportNotText());
        }

        _characters += count;
        return _characters <= MostCharacters ? count : throw new CisException(CisFaults.ReportTooLarge(MostMegabytes));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
