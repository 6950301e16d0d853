using System.Collections;
using RootKeyCompliance.Connectors.Aws.Removal;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The keys that delete root access keys are seen nowhere: the caller's own, and those of the root sessions that it gets. The root keys
/// themselves are seen only masked. Whatever answers.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class RemovalCanaryTests : IAsyncLifetime
{
    private const string Member = "222233334444";
    private const string Script =
        """
        $all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue'; WarningAction = 'Continue'; InformationAction = 'Continue' }
        Remove-CisRootAccessKey -AccountId 222233334444 -AccountName prod @p @more @all | Send-CisNotification default, $hook -NotificationLevel verbose -PassThru @all
        """;

    private readonly AwsEnvironment _environment = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleSession _session = ModuleSession.Open();
    private readonly Canary _accessKey = new("the access key's id", "AKIA{0}{1}");
    private readonly Canary _secretKey = new("the secret key", "{0}/+{1}");
    private readonly Canary _sessionToken = new("the session token", "{0}/+{1}==");
    private readonly Canary _rootSessionKey = new("the root session's access key id", "ASIA{0}{1}");
    private readonly Canary _rootSessionSecret = new("the root session's secret key", "{0}/+{1}");
    private readonly Canary _rootSessionToken = new("the root session's token", "{0}/+{1}==");
    private readonly Canary _activeKey = new("the id of the active root key", "AKIA{0}{1}");
    private readonly Canary _inactiveKey = new("the id of the inactive root key", "AKIA{0}{1}");
    private FakeServices _services = null!;

    /// <summary>Requests about an account that are refused with an echo of what signs them.</summary>
    public static TheoryData<string, string, string> Echoes => new(
    [
        ("GetCallerIdentity", OrganizationLab.Management, Echo.Every), ("AssumeRoot", Member, Echo.Every),
        ("GetCallerIdentity", Member, Echo.Every), ("ListAccessKeys", Member, Echo.Every), ("GetAccessKeyLastUsed", Member, Echo.Every),
        .. Echo.FormsAndEvery.Select(form => ("DeleteAccessKey", Member, form)),
    ]);

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
        _environment.Dispose();
    }

    [Theory]
    [InlineData(CisRemovalOutcome.Deleted, "Confirm", false)]
    [InlineData(CisRemovalOutcome.WhatIf, "WhatIf", true)]
    [InlineData(CisRemovalOutcome.Refused, "Confirm", true)]
    public async Task Keys_that_are_deleted_or_kept_are_shown_masked_and_no_secret_at_all(CisRemovalOutcome outcome, string parameter, bool value)
    {
        await using var aws = await StartAsync();

        var run = Prepare(aws.Url, (parameter, value)).Run(Script);

        Assert.Equal([outcome, outcome], run.Output.Select(item => ((CisKeyRemoval)item.BaseObject).Outcome));
        Assert.Equal(
            [KeyIds.Mask(_activeKey.Text), KeyIds.Mask(_inactiveKey.Text)], run.Output.Select(item => ((CisKeyRemoval)item.BaseObject).AccessKeyId!), StringComparer.Ordinal);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task A_whole_key_id_that_is_asked_for_is_shown_masked()
    {
        await using var aws = await StartAsync();
        aws.Faults.Next("DeleteAccessKey", FakeFault.AccessDenied);

        var failed = Prepare(aws.Url, ("AccessKeyId", _inactiveKey.Text), ("Confirm", false)).Run(Script);
        var deleted = _session.Run(Script);
        var unknown = _session.Run(Script);

        Assert.All([failed, deleted, unknown], AssertNothingShown);
        Assert.Equal(
            [CisRemovalOutcome.Failed, CisRemovalOutcome.Deleted, CisRemovalOutcome.Refused],
            new[] { failed, deleted, unknown }.Select(run => ((CisKeyRemoval)Assert.Single(run.Output).BaseObject).Outcome));
        Assert.Single(failed.Errors);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task An_AWS_that_repeats_keys_is_not_repeated(string action, string account, string form)
    {
        await using var aws = await StartAsync();
        var sent = OfRootSession;
        if (action == "AssumeRoot" || account != Member)
        {
            sent = OfCaller;
            aws.Faults.Clear();
        }

        var ids = $"{_accessKey.Text} {_rootSessionKey.Text} AccessKeyId={_activeKey.Text}&amp;{_inactiveKey.Text}_";
        aws.Faults.Always(action, FakeFault.Error(400, "InvalidInput", $"{Echo.Of(form, sent)} {ids}"), account);

        var run = Prepare(aws.Url, ("Confirm", false)).Run(Script);

        Assert.NotEmpty(run.Output);
        Assert.All(run.Output, item => Assert.True(((CisKeyRemoval)item.BaseObject).Outcome is CisRemovalOutcome.Failed or CisRemovalOutcome.Refused));
        AssertNothingShown(run);
    }

    /// <summary>The word for an error comes from the other side, too.</summary>
    [Fact]
    public async Task An_error_code_that_repeats_keys_is_not_repeated()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always("DeleteAccessKey", FakeFault.Error(400, $"No{_rootSessionSecret.Text}-{_activeKey.Text}-{_inactiveKey.Text}", "no"));

        var run = Prepare(aws.Url, ("Confirm", false)).Run(Script);

        Assert.Equal(2, run.Errors.Count);
        AssertNothingShown(run);
    }

    /// <summary>All attempts, on a clock that runs ahead: the module has no parameter for it.</summary>
    [Theory]
    [InlineData("500")]
    [InlineData("400")]
    [InlineData("200")]
    [InlineData("reset")]
    [InlineData("half")]
    public async Task Damaged_answers_to_a_deletion_show_no_secret(string answer)
    {
        await using var aws = await StartAsync();
        var echo = $"{Echo.Of(Echo.Every, OfRootSession)} {_activeKey.Text} {_inactiveKey.Text}";
        aws.Faults.Always("DeleteAccessKey", answer switch
        {
            "500" => FakeFault.Error(500, "ServiceFailure", echo),
            "reset" => FakeFault.ConnectionReset,
            "half" => FakeFault.Respond(200, $"<DeleteAccessKeyResponse><ResponseMetadata><RequestId>{echo}"),
            _ => FakeFault.Respond(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture), $"<html>{echo}</html>", "text/html"),
        });
        var log = new ActivityLog();
        var options = AccountChecks.Options(aws.Url, _accessKey.Text, _secretKey.Text) with { SessionToken = _sessionToken.Text };
        using var remover = new RootKeyRemover(options);

        var account = await remover.LookUpAsync(new AccountTarget(Member, "prod", null), log, TestContext.Current.CancellationToken);
        var deletion = await RootKeyRemover.DeleteAsync(account, account.Keys[0], _ => { }, log, TestContext.Current.CancellationToken);

        Assert.Equal(2, account.Keys.Count);
        Assert.NotEmpty(log.Lines);
        Assert.NotEqual(CisRemovalOutcome.AlreadyGone, deletion.Outcome);
        Shown.AssertNone(
            [
                ("look-up", $"{account.Fault} {string.Join(' ', account.Keys)}"), ("deletion", $"{deletion} {deletion.Fault?.RecommendedAction}"),
                .. log.Lines.Select(line => ("log", line)),
            ],
            All);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("nonsense")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 4000\r\n")]
    public async Task What_is_no_answer_of_AWS_shows_no_secret(string answer)
    {
        _environment["AWS_MAX_ATTEMPTS"] = "2";
        var echo = Echo.Of(Echo.Every, OfCaller);
        await using var server = new RawServer(listensFirst: true, answer == "reset" ? null : $"{answer}\r\n{echo}\r\n\r\n{echo}");

        var run = Prepare(server.Url, ("Confirm", false)).Run(Script);

        Assert.Single(run.Errors);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task A_root_session_that_is_no_whole_shows_nothing_of_its_half()
    {
        await using var aws = await StartAsync();
        aws.Faults.Clear();
        aws.Faults.Always("AssumeRoot", RootSession(token: ""));

        var run = Prepare(aws.Url, ("Confirm", false)).Run(Script);

        Assert.Equal(["MalformedResponse,RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand"], run.ErrorIds);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task The_root_user_that_deletes_its_own_key_shows_neither()
    {
        var own = FakeAccounts.NoKey(OrganizationLab.Management);
        own.RootAccessKeys = [new FakeRootAccessKey(_accessKey.Text) { SecretKey = _secretKey.Text }];
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [own] }, TestContext.Current.CancellationToken);
        Prepare(aws.Url, ("Confirm", false), ("AllowRecentlyUsed", true), ("AccountId", OrganizationLab.Management));

        var run = _session.Run("$p.Remove('SessionToken'); " + Script.Replace("-AccountId 222233334444", "", StringComparison.Ordinal));

        Assert.Equal(CisRemovalOutcome.Deleted, ((CisKeyRemoval)Assert.Single(run.Output).BaseObject).Outcome);
        Assert.Empty(own.RootAccessKeys);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task A_deletion_that_is_stopped_shows_no_secret()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always("DeleteAccessKey", FakeFault.Stall);
        using var running = Prepare(aws.Url, ("Confirm", false)).Start(Script);
        await aws.Requests.WaitForRequestAsync("DeleteAccessKey", TestContext.Current.CancellationToken);

        running.Stop();

        Shown.AssertNone(Shown.By(running.Wait(TimeSpan.FromSeconds(10)), _session), All);
    }

    /// <summary>Questions, rehearsals and refusals as a person sees them.</summary>
    [Fact]
    public async Task A_host_that_asks_shows_keys_masked_and_no_secret()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always("DeleteAccessKey", FakeFault.Error(400, "InvalidInput", $"{Echo.Of(Echo.Every, OfRootSession)} {_activeKey.Text}"));
        _environment["AWS_ACCESS_KEY_ID"] = _accessKey.Text;
        _environment["AWS_SECRET_ACCESS_KEY"] = _secretKey.Text;
        _environment["AWS_SESSION_TOKEN"] = _sessionToken.Text;
        _environment[Repository.ConfigurationVariable] = Repository.NoConfiguration;

        var shown = await ShellProcess.RunWithInputAsync(
            "n\ny\n", "-Command",
            $$"""
            Remove-CisRootAccessKey {{Member}} -EndpointUrl {{aws.Url}} -WhatIf
            Remove-CisRootAccessKey {{Member}} -EndpointUrl {{aws.Url}} -Verbose -Debug | Send-CisNotification -NotificationLevel verbose
            $Error | ForEach-Object { "$_"; $_.PSObject.Properties | ForEach-Object { "$_" } }
            """);

        Assert.Contains($"What if: Delete root access key {KeyIds.Mask(_activeKey.Text)} of account {Member}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("This cannot be undone.", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"Could not delete root access key {KeyIds.Mask(_inactiveKey.Text)}", shown.Output + shown.Error, StringComparison.Ordinal);
        Shown.AssertNone([("a host's output", shown.Output), ("a host's errors", shown.Error)], All);
    }

    private Canary[] All => [_accessKey, _secretKey, _sessionToken, _rootSessionKey, _rootSessionSecret, _rootSessionToken, _activeKey, _inactiveKey];

    private string[] OfCaller => [_secretKey.Text, _sessionToken.Text];

    private string[] OfRootSession => [_rootSessionSecret.Text, _rootSessionToken.Text];

    private string AuditPath => Path.Combine(_folder.Path, "audit.jsonl");

    private ModuleSession Prepare(string url, params (string Name, object Value)[] more)
    {
        var parameters = new Hashtable(StringComparer.Ordinal)
        {
            ["EndpointUrl"] = url,
            ["Region"] = ModuleSession.RegionOfTests,
            ["AccessKey"] = _accessKey.Text,
            ["SecretKey"] = _secretKey.Text,
            ["SessionToken"] = _sessionToken.Text,
            ["AuditPath"] = AuditPath,
        };
        return _session.With("p", parameters).With("more", new Hashtable(more.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), StringComparer.Ordinal))
            .With("hook", _services.Webhook);
    }

    private void AssertNothingShown(SessionRun run)
    {
        Assert.NotEmpty(run.Debug);
        Assert.NotEmpty(_services.Requests);
        Shown.AssertNone(
            [
                .. Shown.By(run, _session), .. _services.Requests.Select(request => ("notification", request.Text)),
                .. File.Exists(AuditPath) ? File.ReadAllLines(AuditPath).Select(line => ("audit", line)) : [],
            ],
            All);
    }

    private FakeFault RootSession(string token) => FakeFault.Respond(
        200,
        "<AssumeRootResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRootResult><Credentials>"
        + $"<AccessKeyId>{_rootSessionKey.Text}</AccessKeyId><SecretAccessKey>{_rootSessionSecret.Text}</SecretAccessKey><SessionToken>{token}</SessionToken>"
        + "<Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></AssumeRootResult></AssumeRootResponse>");

    private async Task<FakeAws> StartAsync()
    {
        var member = FakeAccounts.NoKey(Member);
        member.RootAccessKeys = [new FakeRootAccessKey(_activeKey.Text), new FakeRootAccessKey(_inactiveKey.Text) { Active = false }];
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [member], Organization = new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess() } },
            TestContext.Current.CancellationToken);
        aws.Add(new FakeCredential(_accessKey.Text, _secretKey.Text, OrganizationLab.Management, FakePrincipal.User("admin")) { SessionToken = _sessionToken.Text });
        aws.Add(new FakeCredential(_rootSessionKey.Text, _rootSessionSecret.Text, Member, FakePrincipal.RootSession("IAMDeleteRootUserCredentials"))
        {
            SessionToken = _rootSessionToken.Text,
        });
        aws.Faults.Always("AssumeRoot", RootSession(_rootSessionToken.Text));
        return aws;
    }
}
