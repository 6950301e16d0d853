using System.Net;
using System.Text;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Organizations;
using Amazon.Organizations.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Runtime;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Tests;

/// <summary>The clients of the services one by one: what they make of an answer, and the fault that is made of what they throw.</summary>
internal sealed class FuzzedClients : IDisposable
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable];

    private readonly BasicAWSCredentials _keys = new("AKIACALLER", FuzzJudge.Canary);
    private readonly CannedAnswers _network;
    private readonly AmazonIdentityManagementServiceClient _iam;
    private readonly AmazonOrganizationsClient _organizations;
    private readonly StsClient _sts;
    private readonly AmazonSimpleNotificationServiceClient _sns;
    private CannedAnswer _answer = new(HttpStatusCode.OK, []);

    internal FuzzedClients()
    {
        _network = new CannedAnswers(_ => _answer);
        _iam = new AmazonIdentityManagementServiceClient(_keys, Set(new AmazonIdentityManagementServiceConfig()), Policy());
        _organizations = new AmazonOrganizationsClient(_keys, Set(new AmazonOrganizationsConfig()), Policy());
        _sts = new StsClient(_keys, Set(new AmazonSecurityTokenServiceConfig()), Policy());
        _sns = new AmazonSimpleNotificationServiceClient(_keys, Set(new AmazonSimpleNotificationServiceConfig()));
    }

    public void Dispose()
    {
        _iam.Dispose();
        _organizations.Dispose();
        _sts.Dispose();
        _sns.Dispose();
        _network.Dispose();
    }

    internal FuzzTarget Sts() => new(
        "sts",
        [AnswerTexts.Identity(AnswerTexts.Account), AnswerTexts.Session("AssumeRole"), AnswerTexts.Session("AssumeRoot")],
        AnswerTexts.Tokens,
        input =>
        {
            _answer = new CannedAnswer(HttpStatusCode.OK, input);
            return Has(input, "AssumeRoleR") ? Ask(_sts, async () => (await _sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = "arn:aws:iam::111122223333:role/a", RoleSessionName = "ab" })).AssumedRoleUser?.Arn)
                : Has(input, "AssumeRootR") ? Ask(_sts, async () => (await _sts.AssumeRootAsync(new AssumeRootRequest { TargetPrincipal = AnswerTexts.Account })).Credentials?.AccessKeyId)
                : Ask(_sts, async () => (await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn);
        });

    internal FuzzTarget Errors()
    {
        string[] codes =
        [
            "AccessDenied", "Throttling", "ExpiredToken", "ExpiredTokenException", "SignatureDoesNotMatch", "InvalidClientTokenId", "ServiceFailure", "NoSuchEntity", "ReportNotPresent",
            "LimitExceeded", "RequestExpired", "RegionDisabledException", "KMSAccessDeniedException", "AWSOrganizationsNotInUseException", "TooManyRequestsException",
        ];
        return new FuzzTarget(
            "aws-errors",
            [
                .. codes.Select(code => AnswerTexts.Error(code, $"User: arn:aws:iam::123456789012:user/u with {FuzzJudge.Canary} is not authorized because of a service control policy")),
                .. codes.Select(code => $$"""{"__type":"com.amazonaws.organizations#{{code}}","Message":"You said {{FuzzJudge.Canary}}"}"""),
                "<html><body>502 Bad Gateway</body></html>",
            ],
            [.. AnswerTexts.Tokens, .. codes, "__type", "message", "code", "\\ud800", "#", ":", "{", "}", "\"\"", "null", "Exception", "Signature expired"],
            input =>
            {
                _answer = new CannedAnswer(Refusals[input.Length % Refusals.Length], input, Has(input, "__type") ? "application/x-amz-json-1.1" : "text/xml");
                return (input.Length / Refusals.Length % 4) switch
                {
                    0 => Ask(_organizations, async () => (await _organizations.ListAccountsAsync(new ListAccountsRequest(), CancellationToken.None)).NextToken),
                    1 => Ask(_sts, async () => (await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn),
                    2 => Ask(_sns, async () => (await _sns.PublishAsync(new PublishRequest { TopicArn = "t", Message = "m" }, CancellationToken.None)).MessageId),
                    _ => Ask(_iam, async () => (await _iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), CancellationToken.None)).Key),
                };
            });
    }

    private static bool Has(byte[] input, string word) => input.AsSpan().IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;

    private static RequestPolicy Policy() => new(AccountChecks.Quick with { BackOff = TimeSpan.Zero }, new RequestPace(new RunningAheadTime()), new RetryBudget());

    private string Ask(AmazonServiceClient client, Func<Task<string?>> ask)
    {
        try
        {
            return ask().GetAwaiter().GetResult() is { Length: > 0 } ? "answered" : "answered with nothing";
        }
#pragma warning disable CA1031 // As the sources do.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var fault = AwsFaults.From(e, "aws:Action", client, _keys);
            return fault.ErrorId == nameof(CisFaults.EndpointUnreachable)
                ? throw new FuzzException($"An answer is no network that is gone: {e.GetType()} {fault.Message}")
                : FuzzJudge.Fault(fault, isWhole: true);
        }
    }

    private T Set<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = "http://127.0.0.1:1";
        config.AuthenticationRegion = "us-east-1";
        config.DefaultAWSCredentials = _keys;
        config.HttpClientFactory = _network.Factory;

        // Asked again, it would be the same answer.
        config.MaxErrorRetry = 0;
        return config;
    }
}
