using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>
/// What the examples speak of, on loopback: an organization, profiles, notifiers, a Steampipe database, and a folder with the module and the
/// samples. A real pwsh of its own runs them there.
/// </summary>
internal sealed partial class ExampleLab : IAsyncDisposable
{
    private const string ElsewhereUrl = "postgres://steampipe:secret@steampipe.example.net:9193/steampipe?search_path=aws_all";
    private const string Again = "?again";
    private const string Unit = "ou-ab12-11111111";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);
    private readonly FakeAws _aws;
    private readonly FakeServices _services;
    private readonly ScriptedSmtpServer _mail = new(new SmtpScript { Login = ("audit", FakeServices.SlackToken) });

    private ExampleLab(FakeAws aws, FakeServices services) => (_aws, _services) = (aws, services);

    internal string Folder => _folder.Path;

    internal IReadOnlyDictionary<string, string?> Variables => _variables;

    internal static async Task<ExampleLab> StartAsync()
    {
        Judge.NeedProgram("pwsh");
        var cancellation = TestContext.Current.CancellationToken;
        var accounts = Accounts();
        var keys = accounts.Select(account => account.RootAccessKeys).ToList();
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions
            {
                Accounts = accounts,
                Organization = FakeOrganization.WithRootAccess,
                Topics = [new FakeTopic("arn:aws:sns:us-east-1:123456789012:alerts")],
            },
            cancellation);

        // What one example deletes is there again for the next.
        var services = await FakeServices.StartAsync(on: request =>
        {
            if (!request.Path.EndsWith(Again, StringComparison.Ordinal))
            {
                return null;
            }

            accounts.Zip(keys).ToList().ForEach(each => each.First.RootAccessKeys = each.Second);
            return new FakeAnswer();
        });
        var lab = new ExampleLab(aws, services.Script(CisNotifierKind.Webhook, new FakeAnswer(400)));
        lab.LayOut();
        lab.Describe();
        return lab;
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

    /// <summary>Runs examples one after the other in one session; for each step of each the lines that it showed.</summary>
    internal async Task<IReadOnlyList<string[]>> RunAsync(IReadOnlyList<DocumentedExample> examples)
    {
        // To end the session is shown, since it is that of all examples of the page.
        var steps = examples.SelectMany(example => example.Steps().Select((step, index) => new
        {
            Code = Here(Exit().Replace(step.Command, "'$0'"), example.IsSession),
            example.IsSession,
            IsFirst = index == 0,
        })).ToList();
        await File.WriteAllTextAsync(Path.Combine(Folder, "plan.json"), JsonSerializer.Serialize(steps));
        var (_, output, error) = await RunAsync(
            ShellProcess.Pwsh!,
            examples.SelectMany(example => example.Answers()),
            "-NoProfile", "-File", Path.Combine(Repository.Root, "tests", "RootKeyCompliance.Process.Tests", "Documentation", "RunExamples.ps1"));
        output = output.Replace(Folder, "/home/audit", StringComparison.Ordinal);
        var results = output.ReplaceLineEndings("\n").Split("\u0001step\n")[1..].Select(text => text.Split('\n')).ToList();
        Assert.True(results.Count == steps.Count, $"The session ended after {results.Count} of {steps.Count} steps: {output}{error}");
        return results;
    }

    /// <summary>Runs a script of bash, which ends at its first error, with variables beside those of the lab; what it wrote to both streams.</summary>
    internal async Task<string> RunBashAsync(string script, params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            _variables[name] = value;
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "example.sh"), $"set -euo pipefail\n{script}\necho \u0001done");
        var (_, output, error) = await RunAsync(Judge.NeedProgram("bash"), [], "example.sh");
        Assert.True(output.TrimEnd().EndsWith("\u0001done", StringComparison.Ordinal), $"{script}\n{output}{error}");
        return output + error;
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        await _services.DisposeAsync();
        await _mail.DisposeAsync();
        _folder.Dispose();
    }

    private Task<ShellRun> RunAsync(string program, IEnumerable<string> input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        return ShellProcess.FinishAsync(Process.Start(start)!, string.Concat(input.Select(line => line + "\n")), Limit);
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

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
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
        foreach (var part in new[] { "bin", "formats", "en-US", "samples" })
        {
            Copy(Path.Combine(Repository.Root, part), At(part));
        }

        Directory.CreateDirectory(At("reports"));
        File.Copy(At("samples", "legacy.csv"), At("reports", "legacy.csv"));
        File.Copy(At("samples", "legacy.csv"), At("report.csv"));
        File.WriteAllLines(At("organizations.txt"), ["alpha", "beta"]);
    }

    private void Describe()
    {
        string[] profiles = ["audit", "production", "client-alpha", "client-beta", "alpha", "beta"];
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal) { ["production"] = "100000000002", ["client-alpha"] = "100000000001", ["client-beta"] = "100000000003" };
        File.WriteAllText(At("aws-config"), string.Concat(profiles.Select(name => Profile(name, accounts.GetValueOrDefault(name)))));
        File.WriteAllText(At("aws-credentials"), "");
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("AWS_", StringComparison.Ordinal))
            {
                _variables[(string)variable.Key] = null;
            }
        }

        _variables["AWS_CONFIG_FILE"] = At("aws-config");
        _variables["AWS_SHARED_CREDENTIALS_FILE"] = At("aws-credentials");
        _variables["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId;
        _variables["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey;
        _variables["AWS_REGION"] = ModuleSession.RegionOfTests;
        _variables["AWS_DEFAULT_REGION"] = ModuleSession.RegionOfTests;
        _variables["AWS_ENDPOINT_URL"] = _aws.Url;
        _variables["SLACK_WEBHOOK_URL"] = $"{_services.Url}/services/T01234567/B01234567/{FakeServices.SlackSecret}";
        _variables["TEAMS_WEBHOOK_URL"] = $"{_services.Url}/powerautomate/automations/direct/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=1&sig={FakeServices.TeamsSecret}";
        _variables["WEBHOOK_URL"] = $"{_services.Url}/hook?key={FakeServices.WebhookSecret}";
        _variables["AGAIN_URL"] = $"{_services.Url}/hook{Again}";
        _variables["SLACK_TOKEN"] = FakeServices.SlackToken;
        _variables["WEBHOOK_SIGNING_KEY"] = FakeServices.SigningKey;
        _variables["ROOTKEYCOMPLIANCE_CONFIG"] = At("config.json");
        foreach (var home in new[] { "HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
        {
            _variables[home] = Folder;
        }

        _variables["NO_COLOR"] = "1";
        _variables["PSModulePath"] = null;
        Configure(database: null);
    }

    private void Configure(string? database)
    {
        var connections = database is null ? "" : $$""", "connections": { "steampipe": { "default": "{{database}}" } }""";
        _variables["STEAMPIPE_URL"] = database;
        File.WriteAllText(At("config.json"), $$"""
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
