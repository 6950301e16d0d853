namespace RootKeyCompliance;

/// <summary>A check as its benchmark describes it: one recommendation in one version of CIS AWS Foundations.</summary>
public sealed class CisPipeline
{
    internal CisPipeline(string section, params string[] versions)
    {
        Section = section;
        BenchmarkVersions = versions;
        ControlId = $"cis_v{versions[0].Replace(".", "", StringComparison.Ordinal)}_{section.Replace('.', '_')}";
        Name = "aws_cis.pipeline." + ControlId;
        Title = $"{section} Ensure no 'root' user account access key exists";
        Benchmark = $"CIS AWS Foundations Benchmark v{versions[0]}";
    }

    /// <summary>The whole name, such as <c>aws_cis.pipeline.cis_v400_1_4</c>.</summary>
    public string Name { get; }

    /// <summary>The short name, such as <c>cis_v400_1_4</c>.</summary>
    public string ControlId { get; }

    /// <summary>The number and title of the recommendation.</summary>
    public string Title { get; }

    /// <summary>The number of the recommendation, such as <c>1.4</c>.</summary>
    public string Section { get; }

    /// <summary>The benchmark and its version.</summary>
    public string Benchmark { get; }

    /// <summary>Every version of the benchmark that has the recommendation under this number and id.</summary>
    public string[] BenchmarkVersions { get; }

    /// <summary>The profile level of the benchmark: <c>Level 1</c>.</summary>
    public string Level { get; } = "Level 1";

    /// <summary>What is recommended.</summary>
    public string Description { get; } = RootAccessKeyTexts.Description;

    /// <summary>Why it is recommended.</summary>
    public string Rationale { get; } = RootAccessKeyTexts.Rationale;

    /// <summary>What to do about a failure, step by step.</summary>
    public string[] Remediation { get; } = [.. RootAccessKeyTexts.Remediation];

    /// <summary>What to know about inactive keys.</summary>
    public string Note { get; } = RootAccessKeyTexts.Note;

    /// <summary>The parameters of the Flowpipe pipeline of that name, with their defaults.</summary>
    public CisPipelineParameter[] Parameters { get; } = [.. RootAccessKeyTexts.Parameters];

    /// <summary>The same requirement in every other version of this benchmark and in other frameworks.</summary>
    public CisControlMapping[] Mappings => [.. CisPipelineCatalogue.Mappings.Where(mapping => !BenchmarkVersions.Contains(mapping.Version, StringComparer.Ordinal)
        || mapping.Framework != CisPipelineCatalogue.CisFoundations)];

    internal string RemediationSummary { get; } = RootAccessKeyTexts.RemediationSummary;

    /// <summary>The whole name.</summary>
    public override string ToString() => Name;
}

/// <summary>A parameter of a pipeline.</summary>
/// <param name="Name">The name, as Flowpipe writes it.</param>
/// <param name="Type">The type, as Flowpipe writes it.</param>
/// <param name="Required">Whether it needs a value; the default is one.</param>
/// <param name="Default">What it is when it is not given.</param>
/// <param name="Description">What it is for.</param>
public sealed record CisPipelineParameter(string Name, string Type, bool Required, string Default, string Description)
{
    /// <summary>Name, type and default.</summary>
    public override string ToString() => $"{Name} ({Type}, default {Default})";
}

/// <summary>The same requirement elsewhere.</summary>
/// <param name="Framework">The framework's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Id">The requirement's number or id there.</param>
public sealed record CisControlMapping(string Framework, string Version, string Id)
{
    /// <summary>Framework, version and id.</summary>
    public override string ToString() => Version.Length == 0 ? $"{Framework} {Id}" : $"{Framework} {Version} {Id}";
}
