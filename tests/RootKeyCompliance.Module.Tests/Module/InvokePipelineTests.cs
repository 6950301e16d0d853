using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class InvokePipelineTests
{
    private const string Id = "111122223333";
    private const string Header = "1.4 Ensure no 'root' user account access key exists";
    private const string OneActive = "Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive).";

    [Theory]
    [InlineData("cis_v400_1_4")]
    [InlineData("aws_cis.pipeline.cis_v400_1_4")]
    [InlineData("AWS_CIS.pipeline.CIS_V400_1_4")]
    public async Task Either_name_detects_and_notifies_and_emits_nothing(string name)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));

        var run = lab.Session.Run("Invoke-CisPipeline $args[0] @aws", name);

        Assert.Equal([Header, "Detected 1 IAM root user(s) with access keys.", OneActive], run.HostLines);
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_error_is_a_line_a_finding_and_an_error_record()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var run = lab.Session.Run("Invoke-CisPipeline cis_v400_1_4 @aws -PassThru");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, "AccessDenied"), (finding.Status, finding.ErrorId));
        Assert.Equal(finding.Message, run.HostLines[^1]);
        var error = Assert.Single(run.Errors);
        Assert.Equal(($"AccessDenied,{CommandNames.Invoke}", Id), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.Null(run.Failure);
    }

    [Theory]
    [InlineData("info")]
    [InlineData("verbose")]
    public async Task The_header_comes_before_the_first_answer(string level)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));
        lab.Aws.Faults.Always("GetCallerIdentity", FakeFault.Stall);
        using var running = lab.Session.Start($"Invoke-CisPipeline cis_v400_1_4 @aws -NotificationLevel {level}");

        await lab.Aws.Requests.WaitForRequestAsync("GetCallerIdentity", TestContext.Current.CancellationToken);

        Assert.Equal(Header, Assert.IsType<HostInformationMessage>(Assert.Single(running.Streams.Information.ToArray()).MessageData).Message);
        running.Stop();
    }

    [Fact]
    public async Task WhatIf_sends_nothing()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));

        var run = lab.Session.Run("Invoke-CisPipeline cis_v400_1_4 @aws -WhatIf -PassThru");

        Assert.DoesNotContain(run.HostLines, line => line.StartsWith("1.4", StringComparison.Ordinal) || line.StartsWith("Detected", StringComparison.Ordinal));
        Assert.Equal(CisStatus.Fail, Assert.Single(run.Findings).Status);
    }

    [Theory]
    [InlineData("cis_v40_1_4", "cis_v400_1_4")]
    [InlineData("cis_v400_1_5", "cis_v400_1_4")]
    [InlineData("aws_cis.pipeline.cis_v500_1_4", "cis_v500_1_3")]
    public void A_misspelt_name_is_answered_with_the_nearest_name(string name, string meant)
    {
        using var session = ModuleSession.Open();

        var run = session.RunToFailure("Invoke-CisPipeline $args[0]", name);

        Assert.Equal($"PipelineNotFound,{CommandNames.Invoke}", run.FailureId);
        Assert.Contains(meant, run.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalogue_lists_every_version_oldest_first_and_an_unknown_name_is_an_error()
    {
        using var session = ModuleSession.Open();

        Assert.Equal(
            [
                "cis_v120_1_12", "cis_v130_1_4", "cis_v140_1_4", "cis_v150_1_4", "cis_v200_1_4", "cis_v300_1_4", "cis_v400_1_4", "cis_v500_1_3",
                "cis_v600_2_3", "cis_v700_2_4",
            ],
            session.Run("(Get-CisPipeline).ControlId").Texts);
        var run = session.Run("(Get-CisPipeline nothing, cis_v400_1_4).ControlId");
        Assert.Equal(["cis_v400_1_4"], run.Texts);
        Assert.Equal(["PipelineNotFound,RootKeyCompliance.Commands.GetCisPipelineCommand"], run.ErrorIds);
    }

    [Theory]
    [InlineData("cis_v400_1_4", 1)]
    [InlineData("aws_cis.pipeline.cis_v400_1_4", 1)]
    [InlineData("*_1_4", 6)]
    [InlineData("AWS_CIS.*V[67]*", 2)]
    [InlineData("nothing*", 0)]
    public void The_catalogue_is_searched_by_name_and_wildcard(string name, int count)
    {
        using var session = ModuleSession.Open();

        var run = session.Run("Get-CisPipeline $args[0]; $args[0] | Get-CisPipeline; [pscustomobject]@{ ControlId = $args[0] } | Get-CisPipeline", name);

        Assert.Equal(3 * count, run.Output.Count);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("Get-CisPipeline '[a'", "GetCisPipelineCommand")]
    [InlineData("'cis_v400_1_4', '[a' | Get-CisPipeline", "GetCisPipelineCommand")]
    [InlineData("Get-CisNotifier '[a'", "GetCisNotifierCommand")]
    [InlineData("Get-CisNotifier default, '[a'", "GetCisNotifierCommand")]
    public void An_invalid_wildcard_ends_the_command(string script, string command)
    {
        using var session = ModuleSession.Open();

        Assert.Equal($"InvalidWildcard,RootKeyCompliance.Commands.{command}", session.RunToFailure(script).FailureId);
    }
}
