
namespace RootKeyCompliance.Tests;

/// <summary>The whole way, from the shell's command line to an AWS that somebody else has written.</summary>
public sealed class MotoTests
{
    [Fact]
    public async Task The_account_of_moto_passes()
    {
        using var moto = await MotoServer.StartAsync();

        var run = await ShellProcess.RunAsync("-Command",
            $"Test-CisRootAccessKey -EndpointUrl {moto.Url} -AccessKey test -SecretKey test -Region us-east-1 | ForEach-Object {{ \"$($_.Status) $($_.AccountId) $($_.Source)\" }}");

        Assert.Equal(new ShellRun(0, "Pass 123456789012 Iam\n", ""), run);
    }
}
