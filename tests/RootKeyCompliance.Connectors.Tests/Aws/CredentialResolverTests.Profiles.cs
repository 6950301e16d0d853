using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using RootKeyCompliance.Connectors.Aws.Sessions;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>What profiles name: keys, roles, processes, Identity Center; and web identities.</summary>
public sealed partial class CredentialResolverTests
{
    [Fact]
    public async Task Keys_and_sessions_are_read_from_profiles_from_another_file_and_from_the_environment()
    {
        var session = _aws.MintSession(Account, "checker", "me", DateTimeOffset.UtcNow.AddHours(1));
        _environment.Config = $"[profile plain]\n{Keys}\n[profile session]\naws_access_key_id={session.AccessKeyId}\naws_secret_access_key={session.SecretKey}\naws_session_token={session.SessionToken}\n";
        var elsewhere = _environment.Write("elsewhere", "[plain]\n" + Keys.Replace("=test", "=wrong", StringComparison.Ordinal) + "[other]\n" + Keys);

        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing with { ProfileName = "plain" })).AccountId);
        Assert.Equal(Account, (await ReadAsync(Nothing with { ProfileName = "session" })).AccountId);
        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing with { ProfileName = "other", ProfileLocation = elsewhere })).AccountId);
        Assert.Equal("InvalidCredentials", await FaultAsync(Nothing with { ProfileName = "plain", ProfileLocation = elsewhere }));

        _environment["AWS_ACCESS_KEY_ID"] = session.AccessKeyId;
        _environment["AWS_SECRET_ACCESS_KEY"] = session.SecretKey;
        _environment["AWS_SESSION_TOKEN"] = session.SessionToken;
        Assert.Equal(Account, (await ReadAsync(Nothing)).AccountId);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_STS")]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("-EndpointUrl")]
    [InlineData("endpoint_url")]
    public async Task A_profiles_role_is_assumed_at_the_endpoint_that_is_set(string where)
    {
        _environment.Config = $"[profile base]\n{Keys}\n[profile audit]\nrole_arn={Role}\nsource_profile=base\n"
            + (where == "endpoint_url" ? $"endpoint_url={_aws.Url}\n" : "");
        var options = new AwsConnectionOptions { ProfileName = "audit", Patience = AccountChecks.Quick };
        if (where == "-EndpointUrl")
        {
            options = options with { EndpointUrl = _aws.Url };
        }
        else if (where != "endpoint_url")
        {
            _environment[where] = _aws.Url;
            _environment["AWS_ENDPOINT_URL_IAM"] = _aws.Url;
        }

        var evidence = await ReadAsync(options);

        Assert.Equal((null, Account), (evidence.Fault?.Message, evidence.AccountId));
        Assert.Equal(1, _aws.Requests.CountOf("AssumeRole"));
    }

    [Fact]
    public async Task A_profiles_role_is_assumed_in_its_own_region_and_partition()
    {
        var china = FakeAccounts.Create("777788889999", FakeAccountKind.OneActive, "aws-cn");
        _aws.Add(china);
        _environment.Config = $"""
            [profile base]
            aws_access_key_id={china.UserCredential.AccessKeyId}
            aws_secret_access_key={china.UserCredential.SecretKey}
            [profile middle]
            role_arn=arn:aws-cn:iam::777788889999:role/middle
            source_profile=base
            [profile audit]
            role_arn=arn:aws-cn:iam::777788889999:role/checker
            source_profile=middle
            region=cn-northwest-1
            """;

        var evidence = await ReadAsync(Nothing with { ProfileName = "audit" });

        Assert.Equal((null, "777788889999", "aws-cn"), (evidence.Fault?.Message, evidence.AccountId, evidence.Partition));
        Assert.Equal("cn-northwest-1 cn-northwest-1", string.Join(' ', _aws.Requests.Of("AssumeRole").Select(request => request.Region)));
        Assert.Equal("cn-northwest-1", Assert.Single(_aws.Requests.Of("GetCallerIdentity")).Region);
        Assert.Equal("cn-north-1", Assert.Single(_aws.Requests.Of("GetAccountSummary")).Region);
    }

    [Fact]
    public async Task A_profile_that_gives_no_credentials_is_unusable()
    {
        _environment.Config = $"""
            [profile base]
            {Keys}
            [profile audit]
            role_arn={Role}
            source_profile=base
            [profile nowhere]
            role_arn={Role}
            source_profile=missing
            [profile coded]
            role_arn={Role}
            source_profile=base
            mfa_serial=arn:aws:iam::{Account}:mfa/me
            [profile empty]
            region=eu-central-1
            """;
        _aws.Account(Account).Denied = new HashSet<string>(StringComparer.Ordinal) { "AssumeRole" };

        foreach (var name in new[] { "coded", "nowhere", "empty" })
        {
            Assert.Equal("ProfileUnusable", await FaultAsync(Nothing with { ProfileName = name }));
            Assert.Equal(0, _aws.Requests.Count);
        }

        Assert.Equal("ProfileUnusable", await FaultAsync(Nothing with { ProfileName = "audit" }));
    }

    [Fact]
    public async Task A_credential_process_is_run()
    {
        var script = _environment.Write("keys.sh", """echo '{"Version":1,"AccessKeyId":"test","SecretAccessKey":"test"}'""");
        _environment.Config = $"[profile tool]\ncredential_process=sh {script}\n";

        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing with { ProfileName = "tool" })).AccountId);
    }

    [Theory]
    [InlineData("echo 'AKIA TOPSECRET not json'")]
    [InlineData("echo '{\"Version\":2,\"AccessKeyId\":\"TOPSECRET\"}'")]
    [InlineData("echo TOPSECRET >&2; exit 3")]
    [InlineData("exit 0")]
    public async Task A_credential_process_that_fails_is_unusable_and_not_quoted(string script)
    {
        _environment.Config = $"[profile tool]\ncredential_process=sh {_environment.Write("fails.sh", script)}\n";

        var fault = (await ReadAsync(Nothing with { ProfileName = "tool" })).Fault!;

        Assert.Equal("ProfileUnusable", fault.ErrorId);
        Assert.DoesNotContain("TOPSECRET", fault.Message + string.Concat(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_process_that_hangs_can_be_cancelled()
    {
        var pipe = Path.Combine(_environment.Home, "started");
        _environment.Config = $"[profile tool]\ncredential_process=sh {_environment.Write("hangs.sh", $"echo $$ > {pipe}.tmp; mv {pipe}.tmp {pipe}; exec sleep 60")}\n";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = AccountChecks.ReadAsync(Nothing with { ProfileName = "tool" }, stop.Token, _log);
        while (!File.Exists(pipe))
        {
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }

        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
        using var process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pipe, Token), CultureInfo.InvariantCulture));
        process.Kill();
    }

    [Theory]
    [InlineData("[profile sso]\nsso_session=corp\nsso_account_id=111122223333\nsso_role_name=checker\n[sso-session corp]\nsso_region=us-east-1\nsso_start_url=https://corp.awsapps.com/start\nsso_registration_scopes=sso:account:access\n", "corp")]
    [InlineData("[profile sso]\nsso_region=us-east-1\nsso_start_url=https://corp.awsapps.com/start\nsso_account_id=111122223333\nsso_role_name=checker\n", "https://corp.awsapps.com/start")]
    public async Task Identity_Center_is_used_with_a_token_that_is_neither_missing_nor_expired_nor_revoked(string config, string cacheKey)
    {
        var session = _aws.MintSession(Account, "checker", "me", DateTimeOffset.UtcNow.AddHours(1));
        await using var portal = await TinyServer.StartAsync(context => context.Request.Headers["x-amz-sso_bearer_token"].ToString() == "valid-token"
            ? context.Response.WriteAsync(
                $$$"""{"roleCredentials":{"accessKeyId":"{{{session.AccessKeyId}}}","secretAccessKey":"{{{session.SecretKey}}}","sessionToken":"{{{session.SessionToken}}}","expiration":{{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}}}}}""")
            : Refuse(context));
        _environment["AWS_ENDPOINT_URL_SSO"] = portal.Url;
        _environment["AWS_ENDPOINT_URL_SSO_OIDC"] = portal.Url;
        _environment.Config = config;
        var options = Nothing with { ProfileName = "sso" };

        Assert.Equal("LoginRequired", await FaultAsync(options));
        CacheToken(cacheKey, "valid-token", DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal("LoginRequired", await FaultAsync(options));
        Assert.Empty(portal.Seen);
        CacheToken(cacheKey, "revoked-token", DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal("LoginRequired", await FaultAsync(options));
        CacheToken(cacheKey, "valid-token", DateTimeOffset.UtcNow.AddHours(1));
        var evidence = await ReadAsync(options);

        Assert.Equal((null, Account), (evidence.Fault?.Message, evidence.AccountId));
        Assert.Contains(portal.Seen, request => request.Contains("role_name=checker", StringComparison.Ordinal) && request.Contains("account_id=111122223333", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_web_identity_is_used(bool ofTheEnvironment)
    {
        var session = _aws.MintSession(Account, "checker", "me", DateTimeOffset.UtcNow.AddHours(1));
        var forms = new List<string>();
        await using var sts = await TinyServer.StartAsync(async context =>
        {
            forms.Add(await new StreamReader(context.Request.Body).ReadToEndAsync(Token));
            context.Response.ContentType = "text/xml";
            await context.Response.WriteAsync(
                $"<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{session.AccessKeyId}</AccessKeyId>"
                + $"<SecretAccessKey>{session.SecretKey}</SecretAccessKey><SessionToken>{session.SessionToken}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
                + "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
                Token);
        });
        _environment["AWS_ENDPOINT_URL_STS"] = sts.Url;
        var file = _environment.Write("token", "a.web.token");
        var options = new AwsConnectionOptions { Patience = AccountChecks.Quick };
        if (ofTheEnvironment)
        {
            _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
            _environment["AWS_ROLE_ARN"] = Role;
        }
        else
        {
            _environment.Config = $"[profile web]\nrole_arn={Role}\nweb_identity_token_file={file}\n";
            options = options with { ProfileName = "web" };
        }

        using var aws = await AwsSession.OpenAsync(options, _log, Token);

        Assert.Contains("WebIdentityToken=a.web.token", Assert.Single(forms), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_identity_without_its_token_is_a_fault()
    {
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = Path.Combine(_environment.Home, "gone");
        _environment["AWS_ROLE_ARN"] = Role;

        Assert.Equal("CredentialsUnavailable", await FaultAsync(Nothing));
    }
}
