namespace RootKeyCompliance.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly ModuleSession _session = ModuleSession.Open();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Test-CisRootAccessKey -ControlId ")]
    [InlineData("Invoke-CisPipeline ")]
    [InlineData("Invoke-CisPipeline -Name ")]
    [InlineData("Get-CisPipeline ")]
    [InlineData("Get-CisPipeline -Name ")]
    public void Control_ids_are_offered(string text)
    {
        var offers = _session.Complete(text);

        Assert.Equal(10, offers.Count);
        Assert.Contains(offers, offer => offer is { CompletionText: "cis_v400_1_4" } && offer.ToolTip.Contains("v4.0.0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey -ControlId cis_v4", "cis_v400_1_4")]
    [InlineData("Test-CisRootAccessKey -ControlId CIS_V7", "cis_v700_2_4")]
    [InlineData("Test-CisRootAccessKey -ControlId 'cis_v12", "cis_v120_1_12")]
    [InlineData("Send-CisNotification ", "default")]
    [InlineData("Send-CisNotification -Notifier d", "default")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Notifier ", "default")]
    [InlineData("Test-CisRootAccessKey -Database d", "default")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Database ", "default")]
    [InlineData("Test-CisRootAccessKey -Region eu-central-1", "eu-central-1")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Region us-gov-e", "us-gov-east-1")]
    [InlineData("Test-CisRootAccessKey -RegionToCall cn-northw", "cn-northwest-1")]
    public void What_was_begun_is_completed(string text, string expected)
        => Assert.Equal(expected, Assert.Single(_session.Complete(text)).CompletionText);

    [Theory]
    [InlineData("Test-CisRootAccessKey -ControlId nothing")]
    [InlineData("Test-CisRootAccessKey -Region nowhere")]
    public void What_cannot_be_is_not_offered(string text) => Assert.DoesNotContain(
        _session.Complete(text), offer => offer.ResultType == System.Management.Automation.CompletionResultType.ParameterValue);

    [Fact]
    public void Notification_levels_are_offered() => Assert.Equal(
        ["Error", "Info", "Verbose"],
        _session.Complete("Send-CisNotification -NotificationLevel ").Select(offer => offer.CompletionText).Sorted());

    [Theory]
    [InlineData("Test-CisRootAccessKey")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4")]
    public void Profiles_of_the_file_that_is_named_are_offered_and_quoted(string command)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "credentials",
            """
            [audit]
            aws_access_key_id = test
            aws_secret_access_key = test
            [audit of others]
            aws_access_key_id = test
            aws_secret_access_key = test
            [sandbox]
            aws_access_key_id = test
            aws_secret_access_key = test
            """);

        var offers = _session.Complete($"{command} -ProfileLocation '{file}' -ProfileName au");

        Assert.Equal(["audit", "'audit of others'"], offers.Select(offer => offer.CompletionText).ToArray());
    }
}
