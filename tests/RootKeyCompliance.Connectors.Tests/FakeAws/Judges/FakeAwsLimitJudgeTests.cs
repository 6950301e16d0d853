
namespace RootKeyCompliance.Tests;

/// <summary>boto3 knows throttles and refusals for what they are.</summary>
public sealed class FakeAwsLimitJudgeTests
{
    private const string Id = "111122223333";

    private const string Boto = """
        import boto3, sys
        from botocore.config import Config
        from botocore.exceptions import ClientError
        def client(name, attempts, **credentials):
            return boto3.client(name, config=Config(retries={'mode': 'standard', 'total_max_attempts': attempts}), **credentials)
        def refusal(call, **parameters):
            try:
                call(**parameters)
            except ClientError as error:
                return '%s: %s' % (error.response['Error']['Code'], error.response['Error']['Message'])
        patient, hasty = client('iam', 20), client('iam', 1)
        patient.get_account_summary()
        print(refusal(hasty.get_account_summary))
        print(patient.get_account_summary()['ResponseMetadata']['RetryAttempts'] > 0)
        organizations = client('organizations', 1)
        organizations.list_roots()
        print(refusal(organizations.list_roots))
        a = client('sts', 1).assume_root(
            TargetPrincipal='111122223333', TaskPolicyArn={'arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials'})['Credentials']
        root = client(
            'iam', 1, aws_access_key_id=a['AccessKeyId'], aws_secret_access_key=a['SecretAccessKey'], aws_session_token=a['SessionToken'])
        print(refusal(root.list_access_keys))
        print(refusal(root.delete_login_profile, UserName='root'))
        """;

    [Fact]
    public async Task Boto3_tells_limits_and_policies_apart()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        var account = FakeAccounts.OneActiveKey(Id);
        account.ServiceControlPolicyDenies = new HashSet<string>(StringComparer.Ordinal) { "ListAccessKeys" };
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = [account],
            Organization = FakeOrganization.WithRootAccess,
            // Slower than two calls in a row, faster than boto3 gives up.
            Quotas = new FakeQuotas { Iam = new FakeQuota(PerSecond: 0.5, Burst: 1), Organizations = new FakeQuota(PerSecond: 0, Burst: 1) },
        });

        var said = await JudgeRun.OutputAsync(session.Aws.Url, "python3", "-c", Boto);

        Assert.Equal(
            $"""
            Throttling: Rate exceeded
            True
            TooManyRequestsException: AWS Organizations was sent too many requests in too short a period of time.
            AccessDenied: User: arn:aws:iam::{Id}:root is not authorized to perform: iam:ListAccessKeys on resource: * with an explicit deny in a service control policy
            AccessDenied: User: arn:aws:iam::{Id}:root is not authorized to perform: iam:DeleteLoginProfile on resource: * because no session policy allows the iam:DeleteLoginProfile action
            """,
            said.TrimEnd());
    }
}
