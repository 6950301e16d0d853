using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Organizations, each a fake AWS of its own that the profile of its name leads to, and a folder for what the scripts write.
/// Changes the process's environment: for the tests of <see cref="EnvironmentTests"/> alone.
/// </summary>
internal sealed class RunbookLab : IAsyncDisposable
{
    private static readonly string Replacements = Path.Combine(Repository.Root, "tests", "RootKeyCompliance.Process.Tests", "Runbooks");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, FakeAws> _organizations = new(StringComparer.Ordinal);
    private readonly ModuleSession _session = ModuleSession.Open();

    private RunbookLab()
    {
    }

    internal static string Scripts { get; } = Path.Combine(Repository.Root, "samples", "runbooks");

    internal AwsEnvironment Environment { get; } = new();

    /// <summary>Where the parts go; it is not there yet.</summary>
    internal string Parts => Path.Combine(_folder.Path, "parts");

    /// <summary>The files of the profiles, for a child process.</summary>
    internal static Dictionary<string, string> ProfileVariables => new(StringComparer.Ordinal)
    {
        ["AWS_CONFIG_FILE"] = System.Environment.GetEnvironmentVariable("AWS_CONFIG_FILE")!,
        ["AWS_SHARED_CREDENTIALS_FILE"] = System.Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE")!,
    };

    internal FakeAws this[string organization] => _organizations[organization];

    internal static async Task<RunbookLab> StartAsync(params (string Name, FakeAccount[] Accounts)[] organizations)
    {
        var lab = new RunbookLab();
        foreach (var (name, accounts) in organizations)
        {
            lab._organizations[name] = await FakeAws.StartAsync(
                new FakeAwsOptions { Accounts = accounts, Organization = new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess() } },
                TestContext.Current.CancellationToken);
        }

        lab.Environment.Config = string.Concat(lab._organizations.Select(each => Profile(each.Key, each.Value)));
        return lab;
    }

    /// <summary>One organization that is called alpha, on a server started with these options; no profile leads there, but AWS_ENDPOINT_URL.</summary>
    internal static async Task<RunbookLab> StartAsync(FakeAwsOptions options)
    {
        var lab = new RunbookLab();
        lab._organizations["alpha"] = await FakeAws.StartAsync(options, TestContext.Current.CancellationToken);
        lab.Environment["AWS_ENDPOINT_URL"] = lab["alpha"].Url;
        lab.Environment["AWS_REGION"] = ModuleSession.RegionOfTests;
        return lab;
    }

    /// <summary>A path in the folder of this test.</summary>
    internal string At(params string[] names) => Path.Combine([_folder.Path, .. names]);

    internal string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A script of samples/runbooks, as a command to write arguments behind.</summary>
    internal static string Call(string name) => $"& '{Path.Combine(Scripts, name)}'";

    /// <summary>The check of an organization as its child runs it; then the word exit and the code.</summary>
    internal string Check(string name, string access = "-CentralRootAccess")
        => $"$null = {Call("Invoke-OrganizationCheck.ps1")} -Organization {name} -ProfileName {name} -OutputPath '{Parts}' {access}; "
        + "\"exit $LASTEXITCODE\"; ";

    /// <summary>
    /// Runs a script with one file of replacements, or none, and gives the lines of its output. What ends it early is a
    /// <see cref="RunbookFailure"/>.
    /// </summary>
    internal Task<string[]> RunAsync(string script, string? replacement = null)
    {
        var variables = $"$runbooks = '{Scripts}'; $buckets = '{At("buckets")}'; ";
        var prelude = replacement is null ? variables : $"{variables}. '{Path.Combine(Replacements, replacement)}'; ";
        var run = RunInEngine(prelude + script);
        return run.Failure is null ? Task.FromResult(run.Texts) : throw new RunbookFailure(run.FailureId ?? run.Failure.Message);
    }

    /// <summary>Runs a script in the engine, with all that is on its streams.</summary>
    internal SessionRun RunInEngine(string script) => _session.RunToFailure(script);

    /// <summary>The same, and no try is around it: of some errors a script then goes on.</summary>
    internal SessionRun RunUnguarded(string script, string replacement)
        => _session.Run($"$buckets = '{At("buckets")}'; . '{Path.Combine(Replacements, replacement)}'; {script}");

    internal JsonObject ReadPart(string organization) => ReadJson(Path.Combine(Parts, $"{organization}.json")).AsObject();

    internal static JsonNode ReadJson(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    /// <summary>How each finding judges, in the order of their accounts.</summary>
    internal static string[] Verdicts(JsonNode? findings)
        => findings!.AsArray().Select(each => $"{each!["Organization"]} {each["AccountId"]} {each["Status"]} {each["ErrorId"]}".Trim()).Sorted();

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        foreach (var aws in _organizations.Values)
        {
            await aws.DisposeAsync();
        }

        Environment.Dispose();
        _folder.Dispose();
    }

    private static string Profile(string name, FakeAws aws) => $"""
        [profile {name}]
        aws_access_key_id = {FakeCredential.Test.AccessKeyId}
        aws_secret_access_key = {FakeCredential.Test.SecretKey}
        region = {ModuleSession.RegionOfTests}
        max_attempts = 1
        endpoint_url = {aws.Url}

        """;
}

/// <summary>A script has ended early; the message is the id of the error that ended it.</summary>
internal sealed class RunbookFailure(string errorId) : Exception(errorId);
