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
        _before = ByFingerprint(before);
        _path = path;
    }

    /// <summary>Those in the baseline that this run has not seen.</summary>
    internal IEnumerable<CisFinding> Unseen => UnseenOf(_before);

    internal static Baseline Of(IEnumerable<CisFinding> findings) => new(findings, path: null);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isToBeKept">Whether this run's verdicts will be kept in it: then it may not be there yet.</param>
    /// <exception cref="CisException">It is not there, damaged, or something else; or could not be kept.</exception>
    internal static Baseline Read(string path, bool isToBeKept)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            // Another drive's: taken for a name, it would be a file in the process's folder.
            throw new CisException(CisFaults.BaselineNotReadable(path, "It is no path of the file system."));
        }

        if (ReadFile(path) is { } findings)
        {
            return new Baseline(findings, path);
        }

        return !isToBeKept ? throw new CisException(CisFaults.BaselineNotFound(path))
            : Directory.Exists(Path.GetDirectoryName(path)) ? new Baseline([], path)
            : throw new CisException(CisFaults.BaselineNotWritable(path, "Its folder is not there."));
    }

    /// <summary>The finding, with what has changed.</summary>
    internal CisFinding Compare(CisFinding finding)
    {
        if (finding.IsNameless)
        {
            // Nobody knows whose it is: it is nobody's good news.
            return finding.With(finding.Status == CisStatus.Fail ? CisFindingChange.New : CisFindingChange.Unknown);
        }

        var before = _before.GetValueOrDefault(finding.Fingerprint);
        var kept = FindingComparison.Keep(before, finding);
        var hasFailed = false;
        if (_now.TryGetValue(finding.Fingerprint, out var other))
        {
            hasFailed = other.Status == CisStatus.Fail;
            kept = FindingComparison.Worse(other, kept);
        }

        _now[finding.Fingerprint] = kept;
        var change = FindingComparison.Compare(before, finding);
        return finding.With(hasFailed && change == CisFindingChange.Resolved ? CisFindingChange.Unknown : change);
    }

    /// <summary>Takes the file's place, whole or not at all. What another run has written meanwhile about other accounts stays.</summary>
    /// <exception cref="CisException">It cannot; the file is as it was.</exception>
    internal void Save(ReportHead head)
    {
        var others = ReadFile(_path!) is { } findings ? ByFingerprint(findings) : _before;
        try
        {
            using var file = new ReplacementFile(_path!);
            using var report = new JsonReport(file.Stream, head);
            report.Start();

            // An error is no verdict: kept, it would say as much as nothing, for ever.
            foreach (var finding in UnseenOf(others).Concat(_now.Values).Where(finding => finding.Status != CisStatus.Error))
            {
                report.Add(finding);
            }

            report.Complete();
            file.Commit(overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CisException(CisFaults.BaselineNotWritable(_path!, e.Message), e);
        }
    }

    /// <summary>The file's findings; null when it is not there.</summary>
    private static IReadOnlyList<CisFinding>? ReadFile(string path)
    {
        try
        {
            // FileShare.Delete: a reader must not keep a writer from taking the file's place.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonReportReader.Read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException e)
        {
            throw new CisException(CisFaults.BaselineDamaged(path, e.Message), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CisException(CisFaults.BaselineNotReadable(path, Directory.Exists(path) ? "It is a folder." : e.Message), e);
        }
    }

    private static Dictionary<string, CisFinding> ByFingerprint(IEnumerable<CisFinding> findings)
    {
        var all = new Dictionary<string, CisFinding>(StringComparer.Ordinal);
        foreach (var finding in findings.Where(finding => !finding.IsNameless))
        {
            all[finding.Fingerprint] = all.TryGetValue(finding.Fingerprint, out var other) ? FindingComparison.Worse(other, finding) : finding;
        }

        return all;
    }

    private IEnumerable<CisFinding> UnseenOf(Dictionary<string, CisFinding> findings) => findings.Values.Where(finding => !_now.ContainsKey(finding.Fingerprint));
}
