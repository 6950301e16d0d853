
namespace RootKeyCompliance.Tests;

/// <summary>Endpoints that the SDK finds in the environment or a profile: https, but for this machine.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SnsEndpointTests
{
    private const string Plain = "http://sns.example.invalid";

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_SNS")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task A_variable_that_is_not_https_is_refused_before_anything_is_sent(string variable)
    {
        using var environment = new AwsEnvironment { [variable] = Plain };
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.EndpointUrl);

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
    }

    [Fact]
    public async Task A_profile_that_is_not_https_is_refused_before_anything_is_sent()
    {
        using var environment = new AwsEnvironment
        {
            Config = $"[profile alerts]\nregion = eu-central-1\nservices = local\n\n[services local]\nsns =\n  endpoint_url = {Plain}\n",
            Credentials = "[alerts]\naws_access_key_id = test\naws_secret_access_key = test\n",
        };
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.EndpointUrl).With(NotifierSetting.AccessKey).With(NotifierSetting.SecretKey)
            .With(NotifierSetting.ProfileName, "alerts");

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
    }

    [Fact]
    public async Task This_machine_needs_no_https()
    {
        await using var lab = await SnsLab.StartAsync();
        using var environment = new AwsEnvironment { ["AWS_ENDPOINT_URL_SNS"] = lab.Aws.Url };
        lab.Notifier = lab.Notifier.With(NotifierSetting.EndpointUrl);

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Single(lab.Topic.Published);
    }
}
