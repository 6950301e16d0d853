using RootKeyCompliance.Connectors.Aws.Removal;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The credentials that delete root access keys: the caller's, and those of the root session that it gets. The ids of the root access keys
/// themselves are shown only masked. What is deleted is also sent to a webhook, and written to an audit file.
/// </summary>
internal sealed class RemovalSecretLab : AwsSecretLab
{
    private const string Member = "222233334444";

    private readonly AnsweringHost _host;
    private readonly Canary _rootSessionKey = new("the root session's access key id", "ASIA{0}{1}");
    private readonly Canary _rootSessionSecret = new("the root session's secret key", "{0}/+{1}");
    private readonly Canary _rootSessionToken = new("the root session's token", "{0}/+{1}==");
    private readonly Canary _activeKey = new("the id of the active root key", "AKIA{0}{1}");
    private readonly Canary _inactiveKey = new("the id of the inactive root key", "AKIA{0}{1}");
    private readonly Canary _unknownKey = new("the id of a root key that is not there", "AKIA{0}{1}");
    private FakeServices _services = null!;
    private FakeAws _aws = null!;

    /// <summary>A script that was stopped may hold its audit file a little longer.</summary>
    private bool _isStopped;

    internal RemovalSecretLab()
        : this(new AnsweringHost("No", "Yes"))
    {
    }

    private RemovalSecretLab(AnsweringHost host)
        : base(host) => _host = host;

    internal override IReadOnlyList<Canary> Secrets =>
    [
        AccessKey, SecretKey, SessionToken, _rootSessionKey, _rootSessionSecret, _rootSessionToken, _activeKey, _inactiveKey, _unknownKey,
    ];

    internal override string Script => AllStreams +
        "Remove-CisRootAccessKey @p @all | Send-CisNotification default, $hook -NotificationLevel verbose -PassThru @all";

    internal override IEnumerable<(string Where, string Text)> ShownElsewhere =>
    [
        .. _services.Requests.Select(request => ("notification", request.Text)),
        .. _host.Questions.Concat(_host.Lines).Select(text => ("host", text)),
        .. File.Exists(AuditPath) && !_isStopped ? File.ReadAllLines(AuditPath).Select(line => ("audit", line)) : [],
    ];

    private string[] OfRootSession => [_rootSessionSecret.Text, _rootSessionToken.Text];

    private string KeyIds => $"{AccessKey.Text} {_rootSessionKey.Text} AccessKeyId={_activeKey.Text}&amp;{_inactiveKey.Text}_";

    private string AuditPath => Path.Combine(Folder.Path, "audit.jsonl");

    internal override async Task PrepareAsync(string way, string failure)
    {
        _services = Keep(await FakeServices.StartAsync());
        await StartAsync(failure == "root user");
        Fail(failure);
        Variables["AWS_MAX_ATTEMPTS"] = "2";
        var parameters = Give(way, NotAws.Contains(failure) ? StartRaw(failure, Sent).Url : _aws.Url);
        parameters["AuditPath"] = AuditPath;
        if (failure != "question")
        {
            parameters[failure == "rehearsal" ? "WhatIf" : "Confirm"] = failure == "rehearsal";
        }

        parameters["AccountId"] = failure == "root user" ? OrganizationLab.Management : Member;
        parameters["AccountName"] = "prod";
        if (failure == "root user")
        {
            parameters["AllowRecentlyUsed"] = true;
            parameters.Remove("SessionToken");
        }

        if (failure.Contains("key id", StringComparison.Ordinal))
        {
            parameters["AccessKeyId"] = failure == "unknown key id" ? _unknownKey.Text : _inactiveKey.Text;
        }

        Session.With("p", parameters).With("hook", _services.Webhook);
    }

    internal override async Task<bool> WaitsForEverAsync()
    {
        await _aws.Requests.WaitForRequestAsync("DeleteAccessKey", TestContext.Current.CancellationToken);
        _isStopped = true;
        return true;
    }

    internal override void AssertOutcome(string failure, SessionRun run)
    {
        var outcomes = string.Join(' ', run.Removals().Select(removal => $"{removal.Outcome}"));
        switch (failure)
        {
            case None:
                Assert.Equal("Deleted Deleted", outcomes);
                Assert.Equal(
                    [RootKeyCompliance.KeyIds.Mask(_activeKey.Text), RootKeyCompliance.KeyIds.Mask(_inactiveKey.Text)],
                    run.Removals().Select(removal => removal.AccessKeyId!), StringComparer.Ordinal);
                break;
            case "half a root session":
                Assert.Equal(["MalformedResponse,RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand"], run.ErrorIds);
                break;
            case NoAnswer:
                Assert.Empty(outcomes);
                return;
            default:
                Assert.Equal(
                    failure switch
                    {
                        "rehearsal" => "WhatIf WhatIf",
                        "question" => "Declined Deleted",
                        "key id" or "root user" => "Deleted",
                        "unknown key id" => "Refused",
                        "echo by iam:GetAccessKeyLastUsed" => "Refused Refused",
                        "key id that fails" => "Failed",
                        _ when failure.StartsWith("echo by", StringComparison.Ordinal) || NotAws.Contains(failure) => "Failed",
                        _ => "Failed Failed",
                    },
                    outcomes);
                break;
        }

        Assert.Equal(failure == "question" ? 2 : 0, _host.Questions.Count);
        Assert.NotEmpty(_services.Requests);
    }

    internal override async Task<IReadOnlyList<(string Text, CisFault? Fault)>> RunOnOwnClockAsync(string failure, IActivityLog log)
    {
        await StartAsync(isRootUser: false);
        var echo = $"{Echo.Of(Echo.Every, OfRootSession)} {_activeKey.Text} {_inactiveKey.Text}";
        _aws.Faults.Always("DeleteAccessKey", failure switch
        {
            "HTTP 500" => FakeFault.Error(500, "ServiceFailure", echo),
            "HTTP 400" => FakeFault.Respond(400, $"<html>{echo}</html>", "text/html"),
            "HTTP 200" => FakeFault.Respond(200, $"<html>{echo}</html>", "text/html"),
            "HTTP 200 that is cut off" => FakeFault.Respond(200, $"<DeleteAccessKeyResponse><ResponseMetadata><RequestId>{echo}"),
            _ => FakeFault.ConnectionReset,
        });
        using var remover = new RootKeyRemover(
            AccountChecks.Options(_aws.Url, AccessKey.Text, SecretKey.Text) with { SessionToken = SessionToken.Text });

        var account = await remover.LookUpAsync(new AccountTarget(Member, "prod", null), log, TestContext.Current.CancellationToken);
        var deletion = await RootKeyRemover.DeleteAsync(account, account.Keys[0], _ => { }, log, TestContext.Current.CancellationToken);

        Assert.Equal(2, account.Keys.Count);
        Assert.Null(account.Fault);
        return [($"{deletion} {string.Join(' ', account.Keys)}", deletion.Fault)];
    }

    private void Fail(string failure)
    {
        switch (failure)
        {
            case NoAnswer:
                _aws.Faults.Always("DeleteAccessKey", FakeFault.Stall);
                break;
            case "key id that fails":
                _aws.Faults.Next("DeleteAccessKey", FakeFault.AccessDenied);
                break;
            case "half a root session":
                _aws.Faults.Clear();
                _aws.Faults.Always("AssumeRoot", RootSession(token: ""));
                break;
            case "echo in the error code":
                _aws.Faults.Always(
                    "DeleteAccessKey", FakeFault.Error(400, $"No{_rootSessionSecret.Text}-{_activeKey.Text}-{_inactiveKey.Text}", "no"));
                break;
            case "echo by sts:GetCallerIdentity":
                Refuse("GetCallerIdentity", OrganizationLab.Management, Echo.Of(Echo.Every, Sent));
                break;
            case "echo by sts:AssumeRoot":
                _aws.Faults.Clear();
                Refuse("AssumeRoot", Member, Echo.Of(Echo.Every, Sent));
                break;
            case var _ when failure.StartsWith("echo by", StringComparison.Ordinal):
                Refuse(failure.Split(':', ' ')[3], Member, Echo.Of(Echo.Every, OfRootSession));
                break;
            case var _ when failure.StartsWith("echo", StringComparison.Ordinal):
                Refuse("DeleteAccessKey", Member, Echo.Of(FormOf(failure), OfRootSession));
                break;
            default:
                break;
        }
    }

    private void Refuse(string action, string account, string echo)
        => _aws.Faults.Always(action, FakeFault.Error(400, "InvalidInput", $"{echo} {KeyIds}"), account);

    private FakeFault RootSession(string token) => FakeFault.Respond(
        200,
        "<AssumeRootResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRootResult><Credentials>"
        + $"<AccessKeyId>{_rootSessionKey.Text}</AccessKeyId><SecretAccessKey>{_rootSessionSecret.Text}</SecretAccessKey>"
        + $"<SessionToken>{token}</SessionToken>"
        + "<Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></AssumeRootResult></AssumeRootResponse>");

    private async Task StartAsync(bool isRootUser)
    {
        var account = FakeAccounts.NoKey(isRootUser ? OrganizationLab.Management : Member);
        account.RootAccessKeys = isRootUser
            ? [new FakeRootAccessKey(AccessKey.Text) { SecretKey = SecretKey.Text }]
            : [new FakeRootAccessKey(_activeKey.Text), new FakeRootAccessKey(_inactiveKey.Text) { Active = false }];
        _aws = Keep(await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [account], Organization = isRootUser ? new() : FakeOrganization.WithRootAccess }));
        if (isRootUser)
        {
            return;
        }

        _aws.Add(CredentialOf(OrganizationLab.Management, FakePrincipal.User("admin")));
        var session = FakePrincipal.RootSession("IAMDeleteRootUserCredentials");
        _aws.Add(new FakeCredential(_rootSessionKey.Text, _rootSessionSecret.Text, Member, session) { SessionToken = _rootSessionToken.Text });
        _aws.Faults.Always("AssumeRoot", RootSession(_rootSessionToken.Text));
    }
}
