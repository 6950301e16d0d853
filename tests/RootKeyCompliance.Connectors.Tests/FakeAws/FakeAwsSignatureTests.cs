namespace RootKeyCompliance.Tests;

public sealed class FakeAwsSignatureTests
{
    private const string Id = "111122223333";
    private const string Mismatch = "403 SignatureDoesNotMatch";
    private const string Incomplete = "400 IncompleteSignature";
    private const string InvalidToken = "403 InvalidClientTokenId";

    private static readonly SignedRequest Good = SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary");

    [Fact]
    public async Task Only_a_right_signature_is_accepted()
    {
        await using var session = await FakeAwsSession.StartAsync();
        const string Algorithm = "AWS4-HMAC-SHA256 ";

        await session.AssertAsync(
            ("200", Good with { ContentSha256 = SignedRequest.Hash(Good.Body) }),
            (Mismatch, Good with { Credential = FakeCredential.Test with { SecretKey = "Test" } }),
            (Mismatch, Good with { Region = "eu-west-1" }),
            (Mismatch, Good with { Service = "sts" }),
            (Mismatch, Good with { TamperedBody = Good.Body + "&X=1" }),
            (Mismatch, Good with { ContentSha256 = SignedRequest.Hash("another body") }),
            (Mismatch, Good with { Unsigned = ["host"] }),
            (Mismatch, Good with { Unsigned = ["x-amz-date"] }),
            (Mismatch, Good with { ContentSha256 = SignedRequest.Hash(Good.Body), Unsigned = ["x-amz-content-sha256"] }),
            (Mismatch, Good with { ScopeDate = "20200101" }),
            (Mismatch, Good with { Terminator = "aws5_request" }),
            ("403 MissingAuthenticationToken", Good with { Authorization = "" }),
            (Incomplete, Good with { Authorization = "Basic dGVzdDp0ZXN0" }),
            (Incomplete, Good with { Authorization = Algorithm + "Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host" }),
            (Incomplete, Good with { Authorization = Algorithm + "Credential=test/us-east-1/iam, SignedHeaders=host, Signature=00" }));
    }

    [Fact]
    public async Task A_clock_may_be_wrong_by_a_quarter_of_an_hour()
    {
        await using var session = await FakeAwsSession.StartAsync();
        static SignedRequest At(int minutes) => Good with { SignedAt = DateTimeOffset.UtcNow.AddMinutes(minutes) };

        await session.AssertAsync(("400 RequestExpired", At(-16)), ("200", At(-14)), ("200", At(14)), ("400 RequestExpired", At(16)));
    }

    [Fact]
    public async Task A_key_must_be_known_and_active_and_a_session_must_sign_its_own_token()
    {
        var inactive = FakeAccounts.OneInactiveKey(Id);
        var suspended = FakeAccounts.Suspended("222233334444");
        await using var session = await FakeAwsSession.StartAsync(inactive, suspended);
        var good = await session.AssumeAsync(FakeCredential.Test, Id);
        var other = await session.AssumeAsync(FakeCredential.Test, Id);
        var expired = session.Aws.MintSession(Id, "Auditor", "check", DateTimeOffset.UtcNow.AddMinutes(-1));
        static SignedRequest Of(FakeCredential credential) => SignedRequest.Iam(credential, "GetAccountSummary");
        static SignedRequest Accounts(FakeCredential credential) => SignedRequest.Organizations(credential, "ListAccounts");

        await session.AssertAsync(
            (InvalidToken, Of(FakeCredential.UserOf("999999999999"))),
            (InvalidToken, Of(FakeCredential.RootOf(inactive, inactive.RootAccessKeys[0]))),
            (InvalidToken, Of(suspended.UserCredential)),
            (InvalidToken, Of(FakeCredential.Test with { SessionToken = "unexpected" })),
            ("200", Of(good)),
            (InvalidToken, Of(good with { SessionToken = other.SessionToken })),
            (InvalidToken, Of(good with { SessionToken = null })),
            (Mismatch, Of(good) with { Unsigned = ["x-amz-security-token"] }),
            (Mismatch, Of(good with { SecretKey = other.SecretKey })),
            ("403 ExpiredToken", Of(expired)),
            ("400 InvalidSignatureException", Accounts(FakeCredential.Test with { SecretKey = "no" })),
            ("400 UnrecognizedClientException", Accounts(FakeCredential.UserOf("999999999999"))));
    }

    [Theory]
    [InlineData("aws", "iam", "us-east-1", true)]
    [InlineData("aws", "iam", "us-west-2", false)]
    [InlineData("aws", "sts", "ap-southeast-7", true)]
    [InlineData("aws", "sts", "us-gov-west-1", false)]
    [InlineData("aws-us-gov", "iam", "us-gov-west-1", true)]
    [InlineData("aws-us-gov", "sts", "us-gov-east-1", true)]
    [InlineData("aws-cn", "iam", "cn-northwest-1", false)]
    [InlineData("aws-eusc", "iam", "eusc-de-east-1", true)]
    [InlineData("aws-iso-f", "sts", "us-isof-east-1", true)]
    public async Task The_region_must_be_of_the_account_s_partition(string partition, string service, string region, bool accepted)
    {
        var account = FakeAccounts.Create(Id, FakeAccountKind.NoKey, partition);
        await using var session = await FakeAwsSession.StartAsync(account);
        var request = service is "iam"
            ? SignedRequest.Iam(account.UserCredential, "GetAccountSummary")
            : SignedRequest.Sts(account.UserCredential, "GetCallerIdentity");

        await session.AssertAsync((accepted ? "200" : Mismatch, request with { Region = region }));
    }
}
