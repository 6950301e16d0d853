using System.Collections;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Every service with a notifier that leads to it, accounts of every status in AWS and in a Steampipe database, and findings of every
/// status: <c>$notifiers</c>, <c>$accounts</c> and <c>$found</c> of one session, by name.
/// </summary>
public sealed class LevelTableLab(SteampipeLab steampipe) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedSmtpServer _mail = new(new SmtpScript());
    private FakeServices _services = null!;
    private FakeAws _aws = null!;
    private string? _database;

    internal ModuleSession Session { get; } = ModuleSession.Open();

    /// <summary>How often any service was turned to, also where nothing came of it.</summary>
    internal int Contacts => _services.Requests.Count + _mail.Connections + _aws.Requests.CountOf("Publish");

    public async ValueTask InitializeAsync()
    {
        var unknown = FakeAccounts.TwoActiveKeys("333344445555");
        unknown.Report = FakeReportBehaviour.Denied;
        FakeAccount[] accounts =
        [
            FakeAccounts.OneActiveKey("111122223333"), FakeAccounts.OneInactiveKey("222233334444"), unknown,
            FakeAccounts.NoKey("555566667777"), FakeAccounts.NoKey("444455556666"),
        ];
        _services = await FakeServices.StartAsync();
        _aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = accounts, Topics = [new FakeTopic(SnsLab.Standard)] });
        _aws.Faults.Always("GetAccountSummary", FakeFault.Error(403, "AccessDenied", "not for you"), "444455556666");

        string[] statuses = ["FailActive", "FailInactive", "FailUnknown", "Pass", "Error"];
        Session.With("accounts", Table(statuses.Zip(
            accounts, (status, account) => (status, (object)ModuleSession.AwsParameters(_aws.Url, account.UserCredential)))));
        Session.With("notifiers", Table(
        [
            ("console", CisNotifier.Console), ("slack webhook", _services.Slack), ("slack token", _services.SlackApi),
            ("teams", _services.Teams), ("webhook", _services.SignedWebhook), ("email", EmailLab.NotifierFor(new SmtpScript(), _mail.Port)),
            ("sns", SnsLab.NotifierFor(_aws.Url, SnsLab.Standard, accounts[0].UserCredential)),
        ]));
        FindEverything();
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await _services.DisposeAsync();
        await _mail.DisposeAsync();
        await _aws.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The messages that a service has taken so far, each as the lines that its readers see.</summary>
    internal IReadOnlyList<string[]> Taken(string notifier) => notifier switch
    {
        "slack webhook" => Posted("/services/"),
        "slack token" => Posted("/api/"),
        "teams" => Posted("/powerautomate/"),
        "webhook" => Posted("/hook"),
        "email" => [.. _mail.Mails.Select(mail => mail.TextLines)],
        "sns" => [.. _aws.Topic(SnsLab.Standard).Published.Select(message => message.Message.Split('\n'))],
        _ => [],
    };

    /// <summary>A database whose aggregator has an account of each status that Steampipe tells of, and a connection that fails.</summary>
    internal async Task<string> DatabaseAsync()
    {
        if (_database is null)
        {
            var server = await steampipe.CreateAsync();
            foreach (var name in new[] { "one", "two", "three", "bad" })
            {
                await server.ConnectionAsync(name);
            }

            await server.AccountAsync("one", "111122223333", "1");
            await server.ReportAsync("one", "111122223333");
            await server.AccountAsync("two", "555566667777");
            await server.AccountAsync("three", "333344445555", "1");
            await server.BreakAsync("bad", "not for you");
            await server.AggregatorAsync("everything", "one", "two", "three", "bad");
            await server.ListAsync(
                ("everything", "aggregator", "ready", null, ["*"]),
                ("one", "plugin", "ready", null, []),
                ("two", "plugin", "ready", null, []),
                ("three", "plugin", "ready", null, []),
                ("bad", "plugin", "ready", null, []));
            _database = server.Url();
        }

        return _database;
    }

    private void FindEverything()
    {
        _folder.Write("active.csv", ReportCsv.Of("111122223333", KeySlot.Active));
        _folder.Write("inactive.csv", ReportCsv.Of("222233334444", KeySlot.None, KeySlot.Inactive));
        Session.With("folder", _folder.Path).Run(
            """
            $found = @{
                FailActive = Test-CisRootAccessKey -ReportPath "$folder/active.csv"
                FailInactive = Test-CisRootAccessKey -ReportPath "$folder/inactive.csv"
                FailUnknown = @{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 333344445555
                Error = @{ AccountAccessKeysPresent = 'many' } |
                    Test-CisRootAccessKey -AccountId 444455556666 -AccountName sandbox -ErrorAction Ignore
                Pass = @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 555566667777 -AccountName data
                Skipped = [pscustomobject]@{ Id = '666677778888'; Name = 'old'; State = 'SUSPENDED' } | Test-CisRootAccessKey
            }
            """).ThrowIfFailed();
    }

    private List<string[]> Posted(string path)
        => [.. _services.Requests.Where(request => request.Path.StartsWith(path, StringComparison.Ordinal)).Select(Lines)];

    private static string[] Lines(ServiceRequest request) => request.Kind == CisNotifierKind.Webhook
        ? [.. request.Json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!)]
        : [request.Header, .. request.Lines];

    private static Hashtable Table(IEnumerable<(string Name, object Value)> pairs)
    {
        var table = new Hashtable(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            table[name] = value;
        }

        return table;
    }
}
