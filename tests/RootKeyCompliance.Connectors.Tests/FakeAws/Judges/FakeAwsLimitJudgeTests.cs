namespace RootKeyCompliance.Tests;

/// <summary>boto3 recognizes throttling and refusals.</summary>
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
                retries = error.response['ResponseMetadata']['RetryAttempts']
                return '%s after %d retries: %s' % (error.response['Error']['Code'], retries, error.response['Error']['Message'])
        iam = client('iam', 2)
        iam.get_account_summary()
        print(refusal(iam.get_account_summary))
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
    public async Task Boto3_retries_throttled_requests_and_reads_the_reason_of_a_refusal()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        var account = FakeAccounts.OneActiveKey(Id);
        account.ServiceControlPolicyDenies = new HashSet<string>(StringComparer.Ordinal) { "ListAccessKeys" };
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = [account],
            Organization = FakeOrganization.WithRootAccess,
            Quotas = new FakeQuotas { Iam = new FakeQuota(PerSecond: 0, Burst: 1), Organizations = new FakeQuota(PerSecond: 0, Burst: 1) },
        });

        var output = await JudgeRun.OutputAsync(session.Aws.Url, "python3", "-c", Boto);

        var root = $"AccessDenied after 0 retries: User: arn:aws:iam::{Id}:root is not authorized to perform: iam:";
        Assert.Equal(
            [
                "Throttling after 1 retries: Rate exceeded",
                "TooManyRequestsException after 0 retries: AWS Organizations was sent too many requests in too short a period of time.",
                root + "ListAccessKeys on resource: * with an explicit deny in a service control policy",
                root + "DeleteLoginProfile on resource: * because no session policy allows the iam:DeleteLoginProfile action",
            ],
            output.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }
}
