using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

/// <summary>AssumeRoleWithWebIdentity as STS documents it: unsigned, and as strict with the token as with a signature.</summary>
public sealed class FakeAwsWebIdentityTests : IAsyncLifetime
{
    private const string Id = "111122223333";
    private const string Issuer = "https://token.actions.example.com";
    private const string Audience = "sts.amazonaws.com";
    private const string Subject = "repo:example/audit:ref:refs/heads/main";

    private readonly FakeIdentityProvider _provider = new(Issuer, Audience, "another-client");
    private readonly FakeIdentityProvider _impostor = new(Issuer, Audience);
    private readonly HttpClient _client = new();
    private FakeAws _aws = null!;

    public async ValueTask InitializeAsync()
    {
        var account = FakeAccounts.NoKey(Id);
        account.WebIdentityTrusts =
        [
            new FakeWebIdentityTrust("Exact", Issuer, Audience, Subject),
            new FakeWebIdentityTrust("AnyBranch", Issuer, Audience, "repo:example/audit:*"),
        ];
        _aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [account], IdentityProviders = [_provider] }, Token);
    }

    [Theory]
    [InlineData("Exact", Subject)]
    [InlineData("AnyBranch", "repo:example/audit:ref:refs/heads/other")]
    public async Task A_token_that_the_role_trusts_gives_a_session_of_the_role(string role, string subject)
    {
        var (status, answer) = await AskAsync(role, _provider.Issue(subject, Audience, InAnHour));

        Assert.Equal(200, status);
        string Value(string name) => answer.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal($"arn:aws:sts::{Id}:assumed-role/{role}/job", Value("Arn"));
        var session = new FakeCredential(Value("AccessKeyId"), Value("SecretAccessKey"), Id, FakePrincipal.AssumedRole(role, "job"))
        {
            SessionToken = Value("SessionToken"),
        };
        using var request = SignedRequest.Sts(session, "GetCallerIdentity").To(_aws.Url);
        using var response = await _client.SendAsync(request, Token);
        Assert.Contains($"assumed-role/{role}/job", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Exact", "repo:example/audit:ref:refs/heads/other", Audience)]
    [InlineData("AnyBranch", "repo:example/auditor:ref:refs/heads/main", Audience)]
    [InlineData("Exact", Subject, "another-client")]
    [InlineData("NoSuchRole", Subject, Audience)]
    public async Task A_role_that_does_not_trust_the_token_is_denied(string role, string subject, string audience)
        => await RefusedAsync(403, "AccessDenied", role, _provider.Issue(subject, audience, InAnHour));

    [Fact]
    public async Task A_token_that_is_no_good_is_refused()
    {
        await RefusedAsync(400, "InvalidIdentityToken", "Exact", "a.web.token");
        await RefusedAsync(400, "InvalidIdentityToken", "Exact", _impostor.Issue(Subject, Audience, InAnHour));
        await RefusedAsync(400, "InvalidIdentityToken", "Exact", _provider.Issue(Subject, "unregistered", InAnHour));
        await RefusedAsync(400, "ExpiredTokenException", "Exact", _provider.Issue(Subject, Audience, _aws.Now.AddSeconds(-1)));
        using var unknown = new FakeIdentityProvider("https://elsewhere.example.com", Audience);
        await RefusedAsync(400, "InvalidIdentityToken", "Exact", unknown.Issue(Subject, Audience, InAnHour));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _provider.Dispose();
        _impostor.Dispose();
        await _aws.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset InAnHour => _aws.Now.AddHours(1);

    private async Task RefusedAsync(int status, string code, string role, string token)
    {
        var (answered, answer) = await AskAsync(role, token);

        Assert.Equal((status, code), (answered, answer.Descendants().Single(element => element.Name.LocalName == "Code").Value));
    }

    private async Task<(int Status, XElement Answer)> AskAsync(string role, string token)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = "AssumeRoleWithWebIdentity",
            ["Version"] = "2011-06-15",
            ["RoleArn"] = $"arn:aws:iam::{Id}:role/{role}",
            ["RoleSessionName"] = "job",
            ["WebIdentityToken"] = token,
        });
        using var response = await _client.PostAsync(new Uri(_aws.Url), form, Token);
        return ((int)response.StatusCode, XElement.Parse(await response.Content.ReadAsStringAsync(Token)));
    }
}
