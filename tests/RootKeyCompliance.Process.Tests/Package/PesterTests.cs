using System.Reflection;

namespace RootKeyCompliance.Tests;

/// <summary>The Pester tests, in a real pwsh: against the built module with Pester 5, and against the package, copied alone to another place, with Pester 6.</summary>
[Collection(LongRuns.Name)]
public sealed class PesterTests(PackagedModule package)
{
    private static readonly string Packages = typeof(PesterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PesterPackages").Value!;

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task The_suite_passes(int major, bool isPackage)
    {
        Judge.NeedProgram("pwsh");
        var pester = Path.Combine(Directory.EnumerateDirectories(Packages, $"{major}.*").Single(), "tools", "Pester.psd1");
        var manifest = isPackage ? Path.Combine(await package.ModuleAloneAsync(), "RootKeyCompliance.psd1") : Repository.Manifest;
        var script = Path.Combine(package.NewFolder(), "pester.ps1");
        await File.WriteAllTextAsync(
            script,
            $$"""
            Import-Module '{{pester}}'
            $env:ROOTKEYCOMPLIANCE_TEST_MODULE = '{{manifest}}'
            $result = Invoke-Pester -Configuration @{ Run = @{ Path = 'tests/Pester'; PassThru = $true }; Output = @{ Verbosity = 'None' } }
            foreach ($failed in @($result.Failed) + @($result.FailedContainers) + @($result.FailedBlocks)) { "$($failed.ExpandedPath ?? $failed): $($failed.ErrorRecord)" }
            "$($result.PassedCount) passed, $($result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount) failed, $($result.SkippedCount) skipped"
            """,
            TestContext.Current.CancellationToken);

        var output = await PackagedModule.RunAsync(ShellProcess.Pwsh!, Repository.Root, "-NoProfile", "-File", script);

        TestContext.Current.TestOutputHelper!.WriteLine(output);
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.True(last.Contains(" 0 failed", StringComparison.Ordinal), output);
        Assert.False(last.StartsWith("0 passed", StringComparison.Ordinal), output);
    }
}
