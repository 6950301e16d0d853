using System.Diagnostics;
using System.Text;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

/// <summary>Reports of 500 MB, made as they are read. Runs alone: it measures memory.</summary>
[CollectionDefinition(nameof(CredentialReportSizeTests), DisableParallelization = true)]
[Collection(nameof(CredentialReportSizeTests))]
public sealed class CredentialReportSizeTests
{
    private const long Size = 500L * 1024 * 1024;
    private const long FlatMemory = 32L * 1024 * 1024;

    [Fact]
    public void A_report_is_read_only_as_far_as_its_root_row()
    {
        using var stream = new GeneratedStream(new CredentialReportBuilder { UsersAfter = 1, FinalNewLine = true }.ToString(), UserRow, Size);

        Assert.False(CredentialReportReader.ReadCsv(stream, TestContext.Current.CancellationToken).AccessKeysPresent);
        Assert.True(stream.Position < 64 * 1024, $"{stream.Position} bytes were read.");
    }

    public static TheoryData<string, string, string, string> Reports() => new()
    {
        { "no root row", new CredentialReportBuilder { HasRootRow = false, FinalNewLine = true }.ToString(), UserRow, "ReportTooLarge" },
        { "white space only", "", " \n", "ReportTooLarge" },
        { "empty rows", Header, "\n", "ReportTooLarge" },
        { "a line without an end", "user,arn", "x", "ReportNotReadable" },
        { "a header without an end", "user,arn", ",x", "ReportNotReadable" },
        { "a quote that is not closed", Header + "\"", "x\n", "ReportNotReadable" },
        { "a quote full of quotes", Header + "\"", "\"\"", "ReportNotReadable" },
        { "a row of commas", Header, ",", "ReportNotReadable" },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_without_an_end_is_refused_while_memory_stays_flat(string what, string start, string repeated, string errorId)
    {
        using var stream = new GeneratedStream(start, repeated, Size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        stream.EveryMegabyte = () => Assert.True(GC.GetTotalMemory(forceFullCollection: false) - before < FlatMemory, "Memory grows with the report.");

        var fault = Assert.Throws<CisException>(() => CredentialReportReader.ReadCsv(stream, TestContext.Current.CancellationToken)).Fault;

        Assert.Equal((what, errorId), (what, fault.ErrorId));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        using var stream = new GeneratedStream(Header, UserRow, Size) { Slowly = true };
        source.CancelAfter(TimeSpan.FromMilliseconds(100));
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => CredentialReportReader.ReadCsv(stream, source.Token));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void JSON_past_the_limit_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("report.json", "{\"Content\": \""u8.ToArray());
        using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length;
            var block = Encoding.ASCII.GetBytes(new string('A', 1024 * 1024));
            for (var written = 0; written <= CredentialReportText.MostMegabytes; written++)
            {
                file.Write(block);
            }
        }

        Assert.Equal("ReportTooLarge", Reading.File(path).Fault?.ErrorId);
    }

    private static string Header => new CredentialReportBuilder { HasRootRow = false, UsersAfter = 0, FinalNewLine = true }.ToString();

    private static string UserRow => new CredentialReportBuilder { HasRootRow = false, UsersAfter = 1, FinalNewLine = true }.ToString()[Header.Length..];

    /// <summary>A start, and then the same text again and again.</summary>
    private sealed class GeneratedStream(string start, string repeated, long size) : Stream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
        private readonly byte[] _block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, Math.Max(1, 65536 / repeated.Length))));
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => size;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        internal bool Slowly { get; init; }

        internal Action EveryMegabyte { get; set; } = () => { };

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (Slowly)
            {
                Thread.Sleep(1);
            }

            var rest = _position < _start.Length
                ? _start.AsSpan((int)_position)
                : _block.AsSpan((int)((_position - _start.Length) % _block.Length));
            var count = (int)Math.Min(Math.Min(rest.Length, buffer.Length), size - _position);
            rest[..count].CopyTo(buffer);
            if (_position >> 20 != (_position + count) >> 20)
            {
                EveryMegabyte();
            }

            _position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
