using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>Which credentials sign the requests, as the server sees it.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed partial class CredentialResolverTests : IAsyncLifetime
{
    private const string Account = "111122223333";
    private const string Role = "arn:aws:iam::111122223333:role/checker";
    private const string Keys = "aws_access_key_id=test\naws_secret_access_key=test\n";

    private readonly AwsEnvironment _environment = new();
    private readonly ActivityLog _log = new();
    private FakeAws _aws = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AwsConnectionOptions Nothing => new() { EndpointUrl = _aws.Url, Patience = AccountChecks.Quick };

    public async ValueTask InitializeAsync()
        => _aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account), FakeAccounts.NoKey("444455556666")] }, Token);

    public async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task Credentials_are_used_in_their_order_of_precedence()
    {
        var users = Enumerable.Range(0, 6).Select(FakeAccounts.IdOf).ToArray();
        foreach (var user in users)
        {
            _aws.Add(FakeAccounts.NoKey(user));
        }

        var keys = users.Select(user => _aws.Account(user).UserCredential).ToArray();
        _environment.Credentials = $"""
            [named]
            aws_access_key_id={keys[1].AccessKeyId}
            aws_secret_access_key={keys[1].SecretKey}
            [default]
            aws_access_key_id={keys[5].AccessKeyId}
            aws_secret_access_key={keys[5].SecretKey}
            """;
        _environment["AWS_ACCESS_KEY_ID"] = keys[4].AccessKeyId;
        _environment["AWS_SECRET_ACCESS_KEY"] = keys[4].SecretKey;
        var options = Nothing with
        {
            AccessKey = keys[0].AccessKeyId,
            SecretKey = keys[0].SecretKey,
            ProfileName = "named",
            Credential = new CountingCredentials(() => new ForeignKeys(keys[2].AccessKeyId, keys[2].SecretKey, null)),
            StoredCredential = new CountingCredentials(() => new ForeignKeys(keys[3].AccessKeyId, keys[3].SecretKey, null)),
        };

        Assert.Equal(users[0], (await ReadAsync(options)).AccountId);
        Assert.Equal(users[1], (await ReadAsync(options = options with { AccessKey = null, SecretKey = null })).AccountId);
        Assert.Equal(users[2], (await ReadAsync(options = options with { ProfileName = null })).AccountId);
        Assert.Equal(users[3], (await ReadAsync(options = options with { Credential = null })).AccountId);
        Assert.Equal(users[1], (await ReadAsync(options with { StoredCredential = "named" })).AccountId);
        Assert.Equal(users[4], (await ReadAsync(options = options with { StoredCredential = null })).AccountId);
        _environment["AWS_ACCESS_KEY_ID"] = null;
        _environment["AWS_SECRET_ACCESS_KEY"] = null;
        Assert.Equal(users[5], (await ReadAsync(options)).AccountId);
        _environment["AWS_PROFILE"] = "named";
        Assert.Equal(users[1], (await ReadAsync(options)).AccountId);
        Assert.DoesNotContain(_log.Lines, line => keys.Any(key => line.Contains(key.SecretKey, StringComparison.Ordinal) || line.Contains(key.AccessKeyId, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE")]
    public async Task Incomplete_variables_are_a_fault_and_no_other_credentials_are_used(string variable)
    {
        _environment.Credentials = $"[default]\n{Keys}";
        _environment[variable] = "half";

        Assert.Equal("CredentialsUnavailable", await FaultAsync(Nothing));
        Assert.Equal(0, _aws.Requests.Count);
    }

    [Fact]
    public async Task A_variable_that_changes_during_a_check_signs_none_of_its_requests()
    {
        var (fails, passes) = (FakeCredential.UserOf(Account), FakeCredential.UserOf("444455556666"));
        _environment["AWS_ACCESS_KEY_ID"] = fails.AccessKeyId;
        _environment["AWS_SECRET_ACCESS_KEY"] = fails.SecretKey;
        _aws.Latency = TimeSpan.FromMilliseconds(200);

        var check = ReadAsync(Nothing);
        await _aws.Requests.WaitForRequestAsync("GetCallerIdentity", Token);
        _environment["AWS_ACCESS_KEY_ID"] = passes.AccessKeyId;
        _environment["AWS_SECRET_ACCESS_KEY"] = passes.SecretKey;
        var evidence = await check;

        Assert.Equal((Account, true), (evidence.AccountId, evidence.AccessKeysPresent));
        Assert.All(_aws.Requests.Snapshot(), request => Assert.Equal(fails.AccessKeyId, request.AccessKeyId));
    }

    [Fact]
    public async Task A_credential_process_that_does_not_answer_times_out()
    {
        _environment.Config = "[profile slow]\ncredential_process = sleep 600\n";

        Assert.Equal("ProfileUnusable", await FaultAsync(Nothing with
        {
            ProfileName = "slow",
            Patience = AccountChecks.Quick with { Credentials = TimeSpan.FromMilliseconds(200) },
        }));
    }

    [Fact]
    public async Task Without_any_credentials_the_fault_is_NoCredentials()
    {
        Assert.Equal("NoCredentials", await FaultAsync(Nothing));
        _environment["AWS_EC2_METADATA_DISABLED"] = "true";
        Assert.Equal("NoCredentials", await FaultAsync(Nothing));
        Assert.Equal(0, _aws.Requests.Count);
    }

    [Theory]
    [InlineData("parameter")]
    [InlineData("stored")]
    [InlineData("AWS_PROFILE")]
    [InlineData("location")]
    public async Task A_named_profile_that_is_missing_ends_the_search(string how)
    {
        _environment.Credentials = "[default]\n" + Keys;
        var options = Nothing;
        switch (how)
        {
            case "parameter":
                options = options with { ProfileName = "missing" };
                break;
            case "stored":
                options = options with { StoredCredential = "missing" };
                break;
            case "location":
                options = options with { ProfileName = "default", ProfileLocation = _environment.Write("other", "[else]\n" + Keys) };
                break;
            default:
                _environment["AWS_PROFILE"] = "missing";
                break;
        }

        if (how != "AWS_PROFILE")
        {
            _environment["AWS_ACCESS_KEY_ID"] = "test";
            _environment["AWS_SECRET_ACCESS_KEY"] = "test";
        }

        Assert.Equal("ProfileNotFound", await FaultAsync(options));
        Assert.Equal(0, _aws.Requests.Count);
    }

    [Fact]
    public async Task Foreign_credentials_are_read_anew_for_each_check()
    {
        var session = _aws.MintSession(Account, "checker", "first", DateTimeOffset.UtcNow.AddHours(1));
        var credential = new CountingCredentials(() => new ForeignKeys(session.AccessKeyId, session.SecretKey, session.SessionToken));
        using var source = new AwsAccountSource(Nothing with { Credential = credential }, AccountAccess.Own, skipKeyDetail: true);

        for (var number = 0; number < 5; number++)
        {
            var evidence = await source.ReadAsync(AccountTarget.Caller, _log, Token);
            Assert.Equal((null, Account), (evidence.Fault?.Message, evidence.AccountId));
            Assert.Equal(session.AccessKeyId, _aws.Requests.Of("GetAccountSummary")[^1].AccessKeyId);
            session = _aws.MintSession(Account, "checker", $"next-{number}", DateTimeOffset.UtcNow.AddHours(1));
        }
    }

    [Fact]
    public async Task Foreign_credentials_that_fail_are_a_fault()
    {
        Func<ForeignKeys?>[] failing = [() => throw new InvalidOperationException("AKIAIOSFODNN7EXAMPLE"), () => null, () => new ForeignKeys("", null, null)];
        foreach (var keys in failing)
        {
            Assert.Equal("CredentialsUnavailable", await FaultAsync(Nothing with { Credential = new CountingCredentials(keys) }));
        }

        Assert.Equal("InvalidCredentialParameter", await FaultAsync(Nothing with { Credential = new object() }));
        Assert.Equal("InvalidCredentialParameter", await FaultAsync(Nothing with { StoredCredential = 7 }));
    }

    [Fact]
    public async Task Foreign_credentials_in_the_wrapper_of_AWS_Tools_are_used()
    {
        var wrapped = new Wrapper(new CountingCredentials(() => new ForeignKeys("test", "test", null)));

        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing with { StoredCredential = wrapped })).AccountId);
    }

    [Fact]
    public async Task The_role_of_a_container_is_used()
    {
        await using var container = await TinyServer.StartAsync(context => context.Request.Headers.Authorization.ToString() == "let-me-in"
            ? context.Response.WriteAsync("""{"AccessKeyId":"test","SecretAccessKey":"test","Expiration":"2099-01-01T00:00:00Z"}""")
            : Refuse(context));
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.Url + "/role";
        _environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let-me-in";

        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing)).AccountId);
        _environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "wrong";
        Assert.Equal("CredentialsUnavailable", await FaultAsync(Nothing));
    }

    [Fact]
    public async Task The_role_and_region_of_an_instance_are_used()
    {
        FakeMetadata.Answer = FakeMetadata.Role("test", "test", "eu-central-1");

        Assert.Equal(FakeCredential.TestAccountId, (await ReadAsync(Nothing)).AccountId);
        Assert.Contains(_log.Lines, line => line == "DEBUG Credentials come from the instance's role.");
        Assert.Contains(_log.Lines, line => line == "DEBUG Region eu-central-1 comes from the instance's metadata.");
        _environment["AWS_EC2_METADATA_DISABLED"] = "true";
        Assert.Equal("NoCredentials", await FaultAsync(Nothing));
    }

    [Fact]
    public async Task Metadata_that_do_not_answer_time_out()
    {
        FakeMetadata.Answer = FakeMetadata.Hang;
        var options = Nothing with { Patience = AccountChecks.Quick with { Role = TimeSpan.FromMilliseconds(100) } };
        var clock = Stopwatch.StartNew();

        Assert.Equal("NoCredentials", await FaultAsync(options));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Waiting_for_metadata_can_be_cancelled()
    {
        var asked = new TaskCompletionSource();
        FakeMetadata.Answer = context =>
        {
            asked.TrySetResult();
            return FakeMetadata.Hang(context);
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = AccountChecks.ReadAsync(Nothing with { Patience = AccountChecks.Quick with { Role = TimeSpan.FromMinutes(1) } }, stop.Token, _log);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        var clock = Stopwatch.StartNew();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Regions_are_used_in_their_order_of_precedence()
    {
        _environment.Config = $"[default]\nregion=eu-west-1\n{Keys}\n[profile named]\nregion=eu-north-1\n{Keys}";
        _environment["AWS_REGION"] = "ap-south-1";
        _environment["AWS_DEFAULT_REGION"] = "ap-east-1";
        var options = Nothing with { Region = "us-west-2", ProfileName = "named", StoredRegion = "sa-east-1" };

        Assert.Equal("us-west-2", await RegionAsync(options));
        Assert.Equal("eu-north-1", await RegionAsync(options = options with { Region = null }));
        Assert.Equal("sa-east-1", await RegionAsync(options = options with { ProfileName = null }));
        Assert.Equal("ap-south-1", await RegionAsync(options = options with { StoredRegion = null }));
        _environment["AWS_REGION"] = null;
        Assert.Equal("ap-east-1", await RegionAsync(options));
        _environment["AWS_DEFAULT_REGION"] = null;
        Assert.Equal("eu-west-1", await RegionAsync(options));
        _environment.Config = $"[default]\n{Keys}";
        Assert.Equal("us-east-1", await RegionAsync(options));
    }

    private async Task<string> RegionAsync(AwsConnectionOptions options)
    {
        _aws.Requests.Clear();
        await ReadAsync(options);
        return Assert.Single(_aws.Requests.Of("GetCallerIdentity")).Region;
    }

    private Task<RootUserEvidence> ReadAsync(AwsConnectionOptions options) => AccountChecks.ReadAsync(options, Token, _log);

    private async Task<string?> FaultAsync(AwsConnectionOptions options) => (await ReadAsync(options)).Fault?.ErrorId;

    private void CacheToken(string key, string token, DateTimeOffset expiresAt)
    {
#pragma warning disable CA5350 // The name of the file is what the AWS CLI makes of it.
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(key)));
#pragma warning restore CA5350
        _environment.Write(
            Path.Combine(".aws", "sso", "cache", name + ".json"),
            $$"""{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":"{{token}}","expiresAt":"{{expiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = 401;
        context.Response.Headers["x-amzn-ErrorType"] = "UnauthorizedException";
        return context.Response.WriteAsync("""{"message":"Session token not found or invalid"}""");
    }

    private sealed class Wrapper(object credentials)
    {
        internal object Credentials { get; } = credentials;
    }
}
