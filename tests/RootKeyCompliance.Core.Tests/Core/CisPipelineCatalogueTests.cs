namespace RootKeyCompliance.Tests;

public sealed class CisPipelineCatalogueTests
{
    public static TheoryData<string, string, string> Pipelines => new()
    {
        { "cis_v120_1_12", "1.12", "1.2.0" },
        { "cis_v130_1_4", "1.4", "1.3.0" },
        { "cis_v140_1_4", "1.4", "1.4.0" },
        { "cis_v150_1_4", "1.4", "1.5.0" },
        { "cis_v200_1_4", "1.4", "2.0.0" },
        { "cis_v300_1_4", "1.4", "3.0.0" },
        { "cis_v400_1_4", "1.4", "4.0.0" },
        { "cis_v500_1_3", "1.3", "5.0.0" },
        { "cis_v600_2_3", "2.3", "6.0.0" },
        { "cis_v700_2_4", "2.4", "7.0.0" },
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Every_version_of_the_recommendation(string id, string section, string version)
    {
        var pipeline = CisPipelineCatalogue.Get(id);

        Assert.Equal(
            (id, "aws_cis.pipeline." + id, section + " Ensure no 'root' user account access key exists", "CIS AWS Foundations Benchmark v" + version),
            (pipeline.ControlId, pipeline.Name, pipeline.Title, pipeline.Benchmark));
        Assert.Same(pipeline, CisPipelineCatalogue.Get(pipeline.Name));
        Assert.Same(pipeline, CisPipelineCatalogue.Get($" {id.ToUpperInvariant()} "));
    }

    [Fact]
    public void There_are_no_others()
        => Assert.Equal(Pipelines.Select(row => row.Data.Item1), CisPipelineCatalogue.All.Select(pipeline => pipeline.ControlId), StringComparer.Ordinal);

    [Fact]
    public void A_pipeline_names_the_others_and_not_itself()
    {
        var mappings = CisPipelineCatalogue.Get("cis_v400_1_4").Mappings.Select(mapping => mapping.ToString()).ToList();

        Assert.Contains("CIS AWS Foundations Benchmark 7.0.0 2.4", mappings, StringComparer.Ordinal);
        Assert.Contains("AWS Security Hub IAM.4", mappings, StringComparer.Ordinal);
        Assert.Contains("PCI DSS 4.0 8.3.11", mappings, StringComparer.Ordinal); // Only the benchmark's own version 4.0 is left out.
        Assert.DoesNotContain("CIS AWS Foundations Benchmark 4.0.0 1.4", mappings, StringComparer.Ordinal);
        Assert.DoesNotContain("CIS AWS Foundations Benchmark 4.0.1 1.4", mappings, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("cis_v400_1_5", "cis_v400_1_4")]
    [InlineData("cis_v400_14", "cis_v400_1_4")]
    [InlineData("aws_cis.pipeline.cis_v700_1_4", "cis_v700_2_4")]
    [InlineData("CIS_V600_2_4", "cis_v600_2_3")]
    public void Close_names_are_suggested(string name, string suggestion)
    {
        var fault = Assert.Throws<CisException>(() => CisPipelineCatalogue.Get(name)).Fault;

        Assert.Equal(("PipelineNotFound", CisFaultKind.NotFound), (fault.ErrorId, fault.Kind));
        Assert.Contains(suggestion, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("something_else_altogether")]
    [InlineData("aws_cis.pipeline.")]
    public void Far_names_are_not(string? name)
    {
        var fault = Assert.Throws<CisException>(() => CisPipelineCatalogue.Get(name)).Fault;

        Assert.Equal("PipelineNotFound", fault.ErrorId);
        Assert.DoesNotContain("did you mean", fault.Message, StringComparison.Ordinal);
    }
}
