namespace RootKeyCompliance;

/// <summary>The pipelines there are: the root access key recommendation in every CIS AWS Foundations version from 1.2.0 to 7.0.0.</summary>
public static class CisPipelineCatalogue
{
    /// <summary>The control that is checked when none is named.</summary>
    public const string DefaultControlId = "cis_v400_1_4";

    internal const string CisFoundations = "CIS AWS Foundations Benchmark";

    private const string Prefix = "aws_cis.pipeline.";

    /// <summary>All pipelines, oldest benchmark first.</summary>
    public static IReadOnlyList<CisPipeline> All { get; } =
    [
        new("1.12", "1.2.0"),
        new("1.4", "1.3.0"),
        new("1.4", "1.4.0"),
        new("1.4", "1.5.0"),
        new("1.4", "2.0.0"),
        new("1.4", "3.0.0"),
        new("1.4", "4.0.0", "4.0.1"),
        new("1.3", "5.0.0"),
        new("2.3", "6.0.0"),
        new("2.4", "7.0.0"),
    ];

    // Sources: Security Hub control IAM.4 and Config rule pages of AWS; steampipe-mod-aws-compliance for PCI DSS 4.0, ISO and SOC 2.
    internal static IReadOnlyList<CisControlMapping> Mappings { get; } =
    [
        .. All.SelectMany(pipeline => pipeline.BenchmarkVersions.Select(
            version => new CisControlMapping(CisFoundations, version, pipeline.Section))),
        new("AWS Security Hub", "", "IAM.4"),
        new("AWS Foundational Security Best Practices", "1.0.0", "IAM.4"),
        new("AWS Config", "", "iam-root-access-key-check"),
        .. Ids("PCI DSS", "3.2.1", "2.1", "2.2", "7.2.1"),
        .. Ids("PCI DSS", "4.0", "7.2.1", "7.2.2", "7.2.3", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.1", "8.2.2", "8.2.4", "8.2.5", "8.3.11"),
        .. Ids("NIST SP 800-53", "Rev. 5", "AC-2(1)", "AC-3(7)", "AC-3(15)", "AC-6", "AC-6(2)", "AC-6(10)"),
        .. Ids("ISO/IEC 27001", "2013", "A.9.2", "A.9.4"),
        .. Ids("ISO/IEC 27001", "2022", "A.5.15"),
        .. Ids("SOC 2", "2017", "CC6.1", "CC6.2", "CC6.3"),
    ];

    /// <summary>The pipeline of a finding that was written down; null when there is none of that id.</summary>
    /// <param name="controlId">The id to the letter.</param>
    internal static CisPipeline? Find(string? controlId) => All.FirstOrDefault(pipeline => pipeline.ControlId == controlId);

    /// <summary>Finds a pipeline by its whole or short name, whatever the case.</summary>
    /// <param name="name">Such as <c>aws_cis.pipeline.cis_v400_1_4</c> or <c>cis_v400_1_4</c>.</param>
    /// <exception cref="CisException">There is none (<c>PipelineNotFound</c>); names that are close are suggested.</exception>
    public static CisPipeline Get(string? name)
    {
        var id = ShortName(name);
        return All.FirstOrDefault(pipeline => pipeline.ControlId.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new CisException(CisFaults.PipelineNotFound(name, Near(id)));
    }

    private static IEnumerable<CisControlMapping> Ids(string framework, string version, params string[] ids)
        => ids.Select(id => new CisControlMapping(framework, version, id));

    private static string ShortName(string? name)
    {
        var text = name?.Trim() ?? "";
        return text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
    }

    /// <summary>Up to three names, the closest first, that a slip of the finger or of memory could have meant.</summary>
    private static string[] Near(string id) =>
    [
        .. All.Select(pipeline => pipeline.ControlId)
            .Select(known => (known, distance: EditDistance(id.ToLowerInvariant(), known)))
            .Where(pair => pair.distance <= 4)
            .OrderBy(pair => pair.distance)
            .ThenByDescending(pair => id.StartsWith(VersionOf(pair.known), StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(pair => string.Equals(pair.known, DefaultControlId, StringComparison.Ordinal))
            .Take(3).Select(pair => pair.known),
    ];

    // The number moved between versions: who writes cis_v700_1_4 means 7.0.0, not 4.0.0.
    private static string VersionOf(string id) => id[..(id.IndexOf('_', "cis_".Length) + 1)];

    private static int EditDistance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
