using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Connectors.Files;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;
using RootKeyCompliance.Reports;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Writes findings to a report: a page for people, or a format that other tools read. The file takes its place when the last finding is in it;
/// until then, and when anything fails, what was there stays.
/// </summary>
[Cmdlet(VerbsData.Export, "CisReport", SupportsShouldProcess = true)]
[OutputType(typeof(CisFinding))]
public sealed class ExportCisReportCommand : CisCommand
{
    private ReplacementFile? _file;
    private ReportWriter? _writer;
    private readonly List<CisFinding> _passed = [];
    private string _path = "";

    /// <summary>The report's file, taken as it stands: no wildcards. Its folder has to be there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format. Left out, the file's name tells.</summary>
    [Parameter(Position = 1)]
    public CisReportFormat? Format { get; set; }

    /// <summary>
    /// Findings from the pipeline, also from jobs, remote sessions, Import-Clixml and <c>(Get-Content report.json -Raw |
    /// ConvertFrom-Json).findings</c>.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Leaves a file alone that is there already, and ends with <c>ReportExists</c>.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the findings again, for the next command, once the report is there.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        var format = Format ?? ReportName.FormatOf(Path) ?? throw new CisException(CisFaults.ReportFormatUnknown(Path));
        _path = ReportPaths.Literal(this, Path);
        Writing(() =>
        {
            if (!System.IO.Path.IsPathFullyQualified(_path))
            {
                // Another drive's, or one that is not there: taken for a name, it would be a file in the process's folder.
                throw new NotSupportedException("It is no path of the file system.");
            }

            if (Directory.Exists(_path))
            {
                throw new IOException("It is a folder.");
            }

            if (!Directory.Exists(System.IO.Path.GetDirectoryName(_path)))
            {
                throw new IOException("Its folder is not there.");
            }

            if (NoClobber && File.Exists(_path))
            {
                throw new CisException(CisFaults.ReportExists(_path));
            }

            if (!ShouldProcess(_path, "Write report"))
            {
                return;
            }

            if (!Force && File.Exists(_path) && File.GetAttributes(_path).HasFlag(FileAttributes.ReadOnly))
            {
                throw new UnauthorizedAccessException("It is read-only.");
            }

            _file = new ReplacementFile(_path);
            _writer = ReportWriter.Create(format, _file.Stream, new ReportHead(DateTimeOffset.UtcNow, ModuleVersion));
            _writer.Start();
        });
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        foreach (var item in Each(InputObject!))
        {
            Take(item);
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        Writing(Finish);
        if (_writer is { LeftOut: > 0 and var leftOut })
        {
            Write(new ActivityMessage(ActivityKind.Warning, $"{leftOut} finding(s) without an account id are not in the report '{_path}': its format has no place for them."));
        }

        // What comes after may end the pipeline at the first one, and the report is to be there by then.
        _passed.ForEach(WriteObject);
    });

    private protected override void OnDispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }

    private void Take(PSObject input)
    {
        if (FindingReader.Read(input) is not { } finding)
        {
            ReportNoFinding(input);
            return;
        }

        Writing(() => _writer?.Add(finding));
        if (PassThru)
        {
            _passed.Add(finding);
        }
    }

    private void Finish()
    {
        _writer?.Complete();
        if (_file is not null && Force && File.Exists(_path))
        {
            // Windows lets no read-only file be replaced.
            File.SetAttributes(_path, File.GetAttributes(_path) & ~FileAttributes.ReadOnly);
        }

        _file?.Commit(overwrite: !NoClobber);
    }

    private void Writing(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CisException(CisFaults.ReportNotWritable(_path, e.Message), e);
        }
    }
}
