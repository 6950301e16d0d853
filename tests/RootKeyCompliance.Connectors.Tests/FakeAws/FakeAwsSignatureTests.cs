
namespace RootKeyCompliance.Tests;

public sealed class FakeAwsSignatureTests
{
    private static readonly SignedRequest Good = SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary");

    [Fact]
    public async Task A_right_signature_is_accepted()
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.XmlAsync(Good with { ContentSha256 = SignedRequest.Hash(Good.Body) });
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("region")]
    [InlineData("service")]
    [InlineData("payload")]
    [InlineData("payload hash")]
    [InlineData("host not signed")]
    [InlineData("date not signed")]
    [InlineData("target not signed")]
    [InlineData("scope of another day")]
    [InlineData("terminator")]
    public async Task A_wrong_signature_is_refused(string wrong)
    {
        await using var session = await FakeAwsSession.StartAsync();
        var request = wrong switch
        {
            "secret" => Good with { Credential = FakeCredential.Test with { SecretKey = "Test" } },
            "region" => Good with { Region = "eu-west-1" },
            "service" => Good with { Service = "sts" },
            "payload" => Good with { TamperedBody = Good.Body + "&X=1" },
            "payload hash" => Good with { ContentSha256 = SignedRequest.Hash("another body") },
            "host not signed" => Good with { Unsigned = ["host"] },
            "date not signed" => Good with { Unsigned = ["x-amz-date"] },
            "target not signed" => Good with { ContentSha256 = SignedRequest.Hash(Good.Body), Unsigned = ["x-amz-content-sha256"] },
            "scope of another day" => Good with { ScopeDate = "20200101" },
            _ => Good with { Terminator = "aws5_request" },
        };

        await session.RefusedAsync(403, "SignatureDoesNotMatch", request);
    }

    [Theory]
    [InlineData("", 403, "MissingAuthenticationToken")]
    [InlineData("Basic dGVzdDp0ZXN0", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test/us-east-1/iam, SignedHeaders=host, Signature=00", 400, "IncompleteSignature")]
    public async Task A_broken_header_is_refused(string authorization, int status, string code)
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.RefusedAsync(status, code, Good with { Authorization = authorization });
    }

    [Theory]
    [InlineData(-16, false)]
    [InlineData(-14, true)]
    [InlineData(14, true)]
    [InlineData(16, false)]
    public async Task The_clock_may_be_wrong_by_a_quarter_of_an_hour(int minutes, bool accepted)
    {
        await using var session = await FakeAwsSession.StartAsync();
        var request = Good with { SignedAt = DateTimeOffset.UtcNow.AddMinutes(minutes) };
        if (accepted)
        {
            await session.XmlAsync(request);
        }
        else
        {
            await session.RefusedAsync(400, "RequestExpired", request);
        }
    }

    [Fact]
    public async Task An_unknown_or_inactive_or_suspended_key_is_an_invalid_token()
    {
        var inactive = FakeAccounts.OneInactiveKey("111122223333");
        var suspended = FakeAccounts.Suspended("222233334444");
        await using var session = await FakeAwsSession.StartAsync(inactive, suspended);

        foreach (var credential in new[]
        {
            FakeCredential.UserOf("999999999999"),
            FakeCredential.RootOf(inactive, inactive.RootAccessKeys[0]),
            suspended.UserCredential,
            FakeCredential.Test with { SessionToken = "unexpected" },
        })
        {
            await session.RefusedAsync(403, "InvalidClientTokenId", SignedRequest.Iam(credential, "GetAccountSummary"));
        }
    }

    [Fact]
    public async Task A_session_needs_its_own_token_signed_and_not_expired()
    {
        await using var session = await FakeAwsSession.StartAsync(FakeAccounts.NoKey("111122223333"));
        var good = await session.AssumeAsync(FakeCredential.Test, "111122223333");
        var other = await session.AssumeAsync(FakeCredential.Test, "111122223333");
        var expired = session.Aws.MintSession("111122223333", "Auditor", "check", DateTimeOffset.UtcNow.AddMinutes(-1));
        static SignedRequest With(FakeCredential credential) => SignedRequest.Iam(credential, "GetAccountSummary");

        await session.XmlAsync(With(good));
        await session.RefusedAsync(403, "InvalidClientTokenId", With(good with { SessionToken = other.SessionToken }));
        await session.RefusedAsync(403, "InvalidClientTokenId", With(good with { SessionToken = null }));
        await session.RefusedAsync(403, "SignatureDoesNotMatch", With(good) with { Unsigned = ["x-amz-security-token"] });
        await session.RefusedAsync(403, "SignatureDoesNotMatch", With(good with { SecretKey = other.SecretKey }));
        await session.RefusedAsync(403, "ExpiredToken", With(expired));
    }

    [Theory]
    [InlineData("aws", "iam", "us-east-1", true)]
    [InlineData("aws", "iam", "us-west-2", false)]
    [InlineData("aws", "sts", "ap-southeast-7", true)]
    [InlineData("aws", "sts", "us-gov-west-1", false)]
    [InlineData("aws-us-gov", "iam", "us-gov-west-1", true)]
    [InlineData("aws-us-gov", "iam", "us-east-1", false)]
    [InlineData("aws-us-gov", "sts", "us-gov-east-1", true)]
    [InlineData("aws-cn", "iam", "cn-north-1", true)]
    [InlineData("aws-cn", "iam", "cn-northwest-1", false)]
    [InlineData("aws-eusc", "iam", "eusc-de-east-1", true)]
    [InlineData("aws-iso-f", "sts", "us-isof-east-1", true)]
    public async Task The_region_must_be_of_the_account_s_partition(string partition, string service, string region, bool accepted)
    {
        var account = FakeAccounts.Create("111122223333", FakeAccountKind.NoKey, partition);
        await using var session = await FakeAwsSession.StartAsync(account);
        var request = service is "iam"
            ? SignedRequest.Iam(account.UserCredential, "GetAccountSummary")
            : SignedRequest.Sts(account.UserCredential, "GetCallerIdentity");
        request = request with { Region = region };
        if (accepted)
        {
            await session.XmlAsync(request);
        }
        else
        {
            await session.RefusedAsync(403, "SignatureDoesNotMatch", request);
        }
    }

    [Fact]
    public async Task Organizations_refuses_in_its_own_words()
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.RefusedAsync(
            400, "InvalidSignatureException", SignedRequest.Organizations(FakeCredential.Test with { SecretKey = "no" }, "ListAccounts"));
        await session.RefusedAsync(
            400, "UnrecognizedClientException", SignedRequest.Organizations(FakeCredential.UserOf("999999999999"), "ListAccounts"));
    }
}
