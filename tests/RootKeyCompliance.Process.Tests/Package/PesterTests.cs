using System.Reflection;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The Pester tests, in a real pwsh: against the built module, and in the thorough mode also with the next Pester against the packaged
/// folder, alone in another place.
/// </summary>
[Collection(LongRuns.Name)]
public sealed class PesterTests(PackagedModule package)
{
    private static readonly string Packages = typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "PesterPackages").Value!;

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task Suite_passes(int major, bool isPackage)
    {
        if (isPackage)
        {
            PackagedModule.NeedThoroughMode();
        }

        ExternalTool.NeedProgram("pwsh");
        var pester = Path.Combine(Directory.EnumerateDirectories(Packages, $"{major}.*").Single(), "tools", "Pester.psd1");
        var manifest = isPackage ? Path.Combine(await package.ModuleAloneAsync(), "RootKeyCompliance.psd1") : Repository.Manifest;
        var script = Path.Combine(package.NewFolder(), "pester.ps1");
        await File.WriteAllTextAsync(
            script,
            $$"""
            Import-Module '{{pester}}'
            $env:ROOTKEYCOMPLIANCE_TEST_MODULE = '{{manifest}}'
            $result = Invoke-Pester -Configuration @{ Run = @{ Path = 'tests/Pester'; PassThru = $true }; Output = @{ Verbosity = 'None' } }
            foreach ($container in $result.Containers) { "$($container.Duration) $($container.Item)" }
            $wrong = @($result.Failed) + @($result.FailedContainers) + @($result.FailedBlocks)
            foreach ($failed in $wrong) { "$($failed.ExpandedPath ?? $failed): $($failed.ErrorRecord)" }
            "$($result.PassedCount) passed, $($wrong.Count) failed, $($result.SkippedCount) skipped"
            """,
            TestContext.Current.CancellationToken);

        var output = await PackagedModule.RunAsync(ChildProcess.Pwsh!, Repository.Root, "-NoProfile", "-File", script);

        TestContext.Current.TestOutputHelper!.WriteLine(output);
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.True(last.Contains(" 0 failed", StringComparison.Ordinal), output);
        Assert.False(last.StartsWith("0 passed", StringComparison.Ordinal), output);
    }
}
