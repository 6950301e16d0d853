using System.Diagnostics;

namespace RootKeyCompliance.Tests;

/// <summary>
/// A folder in which a schedule or a CI job runs its commands, with a fake organization behind the environment. The module is that of this
/// checkout, and paths outside the folder are led into it.
/// </summary>
internal sealed class ScheduleLab : IAsyncDisposable
{
    internal const string First = "111111111111";
    internal const string Issuer = "https://issuer.example.com";
    internal const string Role = $"arn:aws:iam::{OrganizationLab.Management}:role/RootKeyAudit";

    private readonly FakeIdentityProvider _provider;

    private ScheduleLab(RunbookLab lab, FakeIdentityProvider provider) => (Lab, _provider) = (lab, provider);

    internal RunbookLab Lab { get; }

    internal string Folder => Lab.At("work");

    /// <summary>With keys in the environment when <paramref name="audience"/> is null; else AWS wants a token that is for it.</summary>
    internal static async Task<ScheduleLab> StartAsync(FakeAccount account, string? audience = null, string subject = "")
    {
        Judge.NeedProgram("pwsh");
        var provider = new FakeIdentityProvider(Issuer, audience ?? "");
        var management = FakeAccounts.NoKey(OrganizationLab.Management);
        management.WebIdentityTrusts = [new FakeWebIdentityTrust("RootKeyAudit", Issuer, audience ?? "", subject)];
        var lab = await RunbookLab.StartAsync(new FakeAwsOptions
        {
            Accounts = [management, account],
            Organization = FakeOrganization.WithRootAccess,
            IdentityProviders = [provider],
        });
        Directory.CreateDirectory(lab.At("work"));
        if (audience is null)
        {
            lab.Environment["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId;
            lab.Environment["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey;
        }

        return new ScheduleLab(lab, provider);
    }

    internal string At(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>A token that lasts an hour.</summary>
    internal string Issue(string subject, string audience) => _provider.Issue(subject, audience, DateTimeOffset.UtcNow.AddHours(1));

    /// <summary>This checkout, under a name in the folder.</summary>
    internal void CheckOutTo(string name) => Directory.CreateSymbolicLink(At(name), Repository.Root);

    internal static void NeedBash()
        => Assert.SkipWhen(OperatingSystem.IsWindows(), "These commands are for a shell of Linux.");

    internal async Task<ShellRun> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("PSModulePath");
        return await ShellProcess.FinishAsync(Process.Start(start)!, "");
    }

    /// <summary>How the accounts in a report are judged.</summary>
    internal string[] Verdicts(params string[] report)
        => RunbookLab.ReadJson(At(report))["findings"]!.AsArray().Select(each => $"{each!["accountId"]} {each["status"]}").Sorted();

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await Lab.DisposeAsync();
    }
}
