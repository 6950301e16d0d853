using RootKeyCompliance.Connectors.Files;

namespace RootKeyCompliance.Reports;

/// <summary>The verdicts of an earlier run, by fingerprint; and, when there is a file, the way to keep those of this one.</summary>
internal sealed class Baseline
{
    private readonly Dictionary<string, CisFinding> _before;
    private readonly Dictionary<string, CisFinding> _now = new(StringComparer.Ordinal);
    private readonly string? _path;

    private Baseline(IEnumerable<CisFinding> before, string? path)
    {
        _before = new Dictionary<string, CisFinding>(StringComparer.Ordinal);
        foreach (var finding in before)
        {
            // Two of one account: the first one that has a verdict.
            _before[finding.Fingerprint] = _before.TryGetValue(finding.Fingerprint, out var other) ? FindingComparison.Keep(other, finding) : finding;
        }

        _path = path;
    }

    /// <summary>Those in the baseline that this run has not seen.</summary>
    internal IEnumerable<CisFinding> Unseen => _before.Values.Where(finding => !_now.ContainsKey(finding.Fingerprint));

    internal static Baseline Of(IEnumerable<CisFinding> findings) => new(findings, path: null);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayBeMissing">Whether this may be the first run.</param>
    /// <exception cref="CisException">It is not there, damaged, or something else.</exception>
    internal static Baseline Read(string path, bool mayBeMissing)
    {
        try
        {
            // FileShare.Delete: a reader must not keep a writer from taking the file's place.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new Baseline(JsonReportReader.Read(file), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return mayBeMissing ? new Baseline([], path) : throw new CisException(CisFaults.BaselineNotFound(path), e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CisException(CisFaults.BaselineDamaged(path, Directory.Exists(path) ? "It is a folder." : e.Message), e);
        }
    }

    /// <summary>The finding, with what has changed.</summary>
    internal CisFinding Compare(CisFinding finding)
    {
        var before = _before.GetValueOrDefault(finding.Fingerprint);
        _now[finding.Fingerprint] = FindingComparison.Keep(_now.GetValueOrDefault(finding.Fingerprint) ?? before, finding);
        return finding.With(FindingComparison.Compare(before?.Status, finding.Status));
    }

    /// <summary>Takes the file's place, whole or not at all.</summary>
    /// <exception cref="CisException">It cannot; the file is as it was.</exception>
    internal void Save(ReportHead head)
    {
        try
        {
            using var file = new ReplacementFile(_path!);
            using var report = new JsonReport(file.Stream, head);
            report.Start();
            foreach (var finding in Unseen.Concat(_now.Values))
            {
                report.Add(finding);
            }

            report.Complete();
            file.Commit(overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CisException(CisFaults.BaselineNotWritable(_path!, e.Message), e);
        }
    }
}
