using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Everything that the examples use, on loopback: an organization, profiles, notifiers, a Steampipe database, and a folder with the module
/// and the samples. A real pwsh runs them there, each page in a runspace of its own with the folder as it was at the beginning.
/// </summary>
public sealed partial class ExampleLab : IAsyncLifetime
{
    private const string ElsewhereUrl = "postgres://steampipe:secret@steampipe.example.net:9193/steampipe?search_path=aws_all";
    private const string Again = "?again";
    private const string Page = "-page";
    private const string Unit = "ou-ab12-11111111";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly string Runner = Path.Combine(
        Repository.Root, "tests", "RootKeyCompliance.Process.Tests", "Documentation", "RunExamples.ps1");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly ScriptedSmtpServer _mail = new(new SmtpScript { Login = ("audit", FakeServices.SlackToken) });
    private FakeAws _aws = null!;
    private FakeServices _services = null!;

    internal string Folder => _folder.Path;

    /// <summary>What the folder has before each page.</summary>
    private string Start => Path.Combine(Folder, "start");

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var accounts = Accounts();
        var keys = accounts.Select(account => account.RootAccessKeys).ToList();
        _aws = await FakeAws.StartAsync(
            new FakeAwsOptions
            {
                Accounts = accounts,
                Organization = FakeOrganization.WithRootAccess,
                Topics = [new FakeTopic("arn:aws:sns:us-east-1:123456789012:alerts")],
            },
            cancellation);

        // The keys that one example deletes are there again for the next. The webhook refuses the first message of each page.
        var isFirst = true;
        _services = await FakeServices.StartAsync(on: request =>
        {
            if (!request.Path.Contains(Again, StringComparison.Ordinal))
            {
                var isRefused = isFirst && request.Path.StartsWith("/hook", StringComparison.Ordinal);
                isFirst &= !isRefused;
                return isRefused ? new FakeAnswer(400) : null;
            }

            isFirst |= request.Path.EndsWith(Page, StringComparison.Ordinal);
            accounts.Zip(keys).ToList().ForEach(each => each.First.RootAccessKeys = each.Second);
            return new FakeAnswer();
        });
        LayOut();
        Describe();
    }

    /// <summary>The database that -Database default means.</summary>
    internal async Task AddDatabaseAsync(SteampipeLab steampipe)
    {
        var server = await steampipe.CreateAsync();
        await server.ConnectionAsync("aws_production");
        await server.AccountAsync("aws_production", "111122223333", keys: "1");
        await server.ReportAsync("aws_production", "111122223333");
        await server.ConnectionAsync("aws_sandbox");
        await server.AccountAsync("aws_sandbox", "222233334444");
        await server.AggregatorAsync("aws_all", "aws_production", "aws_sandbox");
        Configure(server.Url());
    }

    /// <summary>Runs the examples of pages one after the other, each page in a session of its own; for each step of each page the lines that it showed.</summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyList<string[]>>> RunAsync(IReadOnlyDictionary<string, IReadOnlyList<DocumentedExample>> pages)
    {
        // An example that ends the session is only shown: the session is that of all examples of the page.
        var plan = pages.Select(page => new
        {
            Page = page.Key,
            Steps = page.Value.SelectMany(example => example.Steps().Select((step, index) => new
            {
                Code = Here(Exit().Replace(step.Command, "'$0'"), example.IsSession),
                example.IsSession,
                IsFirst = index == 0,
            })).ToArray(),
        });
        await File.WriteAllTextAsync(Path.Combine(Folder, "plan.json"), JsonSerializer.Serialize(plan));
        var answers = pages.SelectMany(page => page.Value).SelectMany(example => example.Answers()).Select(answer => answer + "\n");
        var run = await ChildProcess.RunAsync(
            ExternalTool.NeedProgram("pwsh"), ["-NoProfile", "-File", Runner], _variables, Folder, string.Concat(answers), Limit);
        var output = run.Output.Replace(Folder, "/home/audit", StringComparison.Ordinal);
        var shown = output.Split("\u0001page ")[1..].Select(text => text.Split("\u0001step\n")).ToDictionary(
            parts => parts[0].Split('\n')[0], IReadOnlyList<string[]> (parts) => [.. parts[1..].Select(text => text.Split('\n'))], StringComparer.Ordinal);
        Assert.True(shown.Count == pages.Count, $"The process ended after {shown.Count} of {pages.Count} pages: {output}{run.Error}");
        return shown;
    }

    /// <summary>Runs a script of bash, which ends at its first error, with variables beside those of the lab; what it wrote to both streams.</summary>
    internal async Task<string> RunBashAsync(string script, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>(_variables, StringComparer.Ordinal);
        variables.ToList().ForEach(variable => environment[variable.Name] = variable.Value);
        await File.WriteAllTextAsync(At("example.sh"), $"set -euo pipefail\n{script}\necho \u0001done");
        var run = await ChildProcess.RunAsync(ExternalTool.NeedProgram("bash"), ["example.sh"], environment, Folder);
        Assert.True(run.Output.TrimEnd().EndsWith("\u0001done", StringComparison.Ordinal), $"{script}\n{run.Output}{run.Error}");
        return run.Output + run.Error;
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        await _services.DisposeAsync();
        await _mail.DisposeAsync();
        _folder.Dispose();
    }

    private static List<FakeAccount> Accounts()
    {
        // One of every kind that can be looked at; of whom the last three are in a unit.
        List<FakeAccount> accounts = [.. SampleAccounts.All(FakeAccountKind.NoKey).Where(account => account.Name is not ("management" or "denied" or "role-denied"))];
        accounts[3..].ForEach(account => account.OrganizationalUnitIds = [Unit]);

        var example = FakeAccounts.NoKey("111122223333");
        example.Name = "production";
        example.RootAccessKeys = [new FakeRootAccessKey("AKIAIOSFODNN7EXAMPLE")];
        accounts.Add(example);
        return accounts;
    }

    [GeneratedRegex(@"\bexit \d", RegexOptions.None, 1000)]
    private static partial Regex Exit();

    /// <summary>What is sent, and the database, are on this machine. A session only shows addresses, which stay as they are.</summary>
    private string Here(string code, bool isSession) => isSession ? code : code
        .Replace(ElsewhereUrl, _variables["STEAMPIPE_URL"], StringComparison.Ordinal)
        .Replace("-SmtpServer smtp.example.com", $"-SmtpServer 127.0.0.1 -Port {_mail.Port} -Security None", StringComparison.Ordinal)
        .Replace("-Channel '#security'", $"-Channel {FakeServices.Channel} -ApiUrl {_services.Url}/api/", StringComparison.Ordinal);

    private string At(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>The folder that the examples are run in: as a clone that is built.</summary>
    private void LayOut()
    {
        File.Copy(Repository.Manifest, At("RootKeyCompliance.psd1"));
        foreach (var part in new[] { "bin", "formats", "en-US" })
        {
            FolderCopy.Make(Path.Combine(Repository.Root, part), At(part));
        }

        FolderCopy.Make(Path.Combine(Repository.Root, "samples"), Path.Combine(Start, "samples"));
        var legacy = Path.Combine(Start, "samples", "legacy.csv");
        Directory.CreateDirectory(Path.Combine(Start, "reports"));
        File.Copy(legacy, Path.Combine(Start, "reports", "legacy.csv"));
        File.Copy(legacy, Path.Combine(Start, "report.csv"));
        File.WriteAllLines(Path.Combine(Start, "organizations.txt"), ["alpha", "beta"]);
    }

    private void Describe()
    {
        string[] profiles = ["audit", "production", "client-alpha", "client-beta", "alpha", "beta"];
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["production"] = "100000000002",
            ["client-alpha"] = "100000000001",
            ["client-beta"] = "100000000003",
        };
        File.WriteAllText(At("aws-config"), string.Concat(profiles.Select(name => Profile(name, accounts.GetValueOrDefault(name)))));
        File.WriteAllText(At("aws-credentials"), "");
        _variables["AWS_CONFIG_FILE"] = At("aws-config");
        _variables["AWS_SHARED_CREDENTIALS_FILE"] = At("aws-credentials");
        _variables["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId;
        _variables["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey;
        _variables["AWS_REGION"] = ModuleSession.RegionOfTests;
        _variables["AWS_DEFAULT_REGION"] = ModuleSession.RegionOfTests;
        _variables["AWS_ENDPOINT_URL"] = _aws.Url;
        _variables["SLACK_WEBHOOK_URL"] = $"{_services.Url}/services/T01234567/B01234567/{FakeServices.SlackSecret}";
        _variables["TEAMS_WEBHOOK_URL"] = $"{_services.Url}/powerautomate/automations/direct/workflows/0a1b2c/triggers/manual/paths/invoke"
            + $"?api-version=1&sig={FakeServices.TeamsSecret}";
        _variables["WEBHOOK_URL"] = $"{_services.Url}/hook?key={FakeServices.WebhookSecret}";
        _variables["AGAIN_URL"] = $"{_services.Url}/hook{Again}";
        _variables["SLACK_TOKEN"] = FakeServices.SlackToken;
        _variables["WEBHOOK_SIGNING_KEY"] = FakeServices.SigningKey;
        _variables["ROOTKEYCOMPLIANCE_CONFIG"] = At("config.json");
        foreach (var home in new[] { "HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
        {
            _variables[home] = Folder;
        }

        Configure(database: null);
    }

    private void Configure(string? database)
    {
        var connections = database is null ? "" : $$""", "connections": { "steampipe": { "default": "{{database}}" } }""";
        _variables["STEAMPIPE_URL"] = database ?? "";
        File.WriteAllText(Path.Combine(Start, "config.json"), $$"""
            {
              "notifiers": {
                "security": { "type": "slack", "webhookUrl": "env:SLACK_WEBHOOK_URL" },
                "audit": { "type": "webhook", "uri": "env:WEBHOOK_URL" },
                "old-channel": { "type": "teams", "webhookUrl": "env:TEAMS_WEBHOOK_URL" }
              }{{connections}}
            }
            """);
    }

    private string Profile(string name, string? account)
    {
        var user = account is null ? FakeCredential.Test : FakeCredential.UserOf(account);
        return $"""
            [profile {name}]
            aws_access_key_id = {user.AccessKeyId}
            aws_secret_access_key = {user.SecretKey}
            region = {ModuleSession.RegionOfTests}
            endpoint_url = {_aws.Url}

            """;
    }
}
