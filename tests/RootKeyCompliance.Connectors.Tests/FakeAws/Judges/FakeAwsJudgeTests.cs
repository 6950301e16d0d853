using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>The AWS CLI and boto3 sign what AWS accepts and parse what AWS sends: so does the fake.</summary>
public sealed class FakeAwsJudgeTests
{
    private const string Id = "111122223333";
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:alerts";

    private const string Boto = """
        import base64, boto3, json, sys
        from botocore.config import Config
        from botocore.exceptions import ClientError
        config = Config(retries={'total_max_attempts': 1})
        def client(name, **credentials):
            return boto3.client(name, endpoint_url=sys.argv[1], region_name='us-east-1', config=config, **credentials)
        test = dict(aws_access_key_id='test', aws_secret_access_key='test')
        def code(call):
            try:
                call()
                return 'none'
            except ClientError as error:
                return '%s %s' % (error.response['Error']['Code'], error.response['ResponseMetadata']['HTTPStatusCode'])
        c = client('sts', **test).assume_role(RoleArn='arn:aws:iam::111122223333:role/Auditor', RoleSessionName='check')['Credentials']
        role = dict(aws_access_key_id=c['AccessKeyId'], aws_secret_access_key=c['SecretAccessKey'], aws_session_token=c['SessionToken'])
        iam = client('iam', **role)
        root = client('iam', aws_access_key_id='AKIAROT2111122223333', aws_secret_access_key='fake-secret-of-AKIAROT2111122223333')
        denied = client('iam', aws_access_key_id='AKIAUSER222233334444', aws_secret_access_key='fake-secret-of-AKIAUSER222233334444')
        denied_sns = client('sns', aws_access_key_id='AKIAUSER222233334444', aws_secret_access_key='fake-secret-of-AKIAUSER222233334444')
        a = client('sts', **test).assume_root(
            TargetPrincipal='111122223333',
            TaskPolicyArn={'arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials'})['Credentials']
        audit = client('iam', aws_access_key_id=a['AccessKeyId'], aws_secret_access_key=a['SecretAccessKey'], aws_session_token=a['SessionToken'])
        report = iam.get_credential_report()
        pages = list(client('organizations', **test).get_paginator('list_accounts').paginate())
        print(json.dumps({
            'arn': client('sts', **role).get_caller_identity()['Arn'],
            'expires': c['Expiration'].isoformat(),
            'summary': iam.get_account_summary()['SummaryMap'],
            'state': iam.generate_credential_report()['State'],
            'report': report['Content'].decode(),
            'format': report['ReportFormat'],
            'generated': report['GeneratedTime'].isoformat(),
            'keys': [[k['AccessKeyId'], k['Status']] for k in root.list_access_keys()['AccessKeyMetadata']],
            'audit': [k['Status'] for k in audit.list_access_keys()['AccessKeyMetadata']],
            'used': root.get_access_key_last_used(AccessKeyId='AKIAROT2111122223333')['AccessKeyLastUsed']['ServiceName'],
            'features': client('iam', **test).list_organizations_features()['EnabledFeatures'],
            'pages': [len(page['Accounts']) for page in pages],
            'first': [pages[0]['Accounts'][0]['State'], pages[0]['Accounts'][0]['JoinedTimestamp'].year],
            'management': client('organizations', **test).describe_organization()['Organization']['MasterAccountId'],
            'published': len(client('sns', **test).publish(TopicArn=sys.argv[2], Message='Zwei\nZeilen & mehr', Subject='Hello')['MessageId']),
            'no topic': code(lambda: client('sns', **test).publish(TopicArn=sys.argv[2] + 'x', Message='text')),
            'not the owner': code(lambda: denied_sns.publish(TopicArn=sys.argv[2], Message='text')),
            'denied': code(denied.get_account_summary),
            'wrong secret': code(client('iam', aws_access_key_id='test', aws_secret_access_key='no').get_account_summary),
            'not a manager': code(client('organizations', **role).list_accounts),
        }, default=str))
        """;

    [Fact]
    public async Task Boto3_reads_every_answer_and_error()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        await using var session = await FakeAwsSession.StartAsync(World());

        var answer = JsonElement.Parse(await JudgeRun.OutputAsync(session.Aws.Url, "python3", "-c", Boto, session.Aws.Url, Topic));

        string Text(string name) => answer.GetProperty(name).ToString();
        string List(string name) => JsonSerializer.Serialize(answer.GetProperty(name));
        Assert.Equal($"arn:aws:sts::{Id}:assumed-role/Auditor/check", Text("arn"));
        Assert.True(DateTimeOffset.Parse(Text("expires"), System.Globalization.CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.AddMinutes(50));
        Assert.Equal(1, answer.GetProperty("summary").GetProperty("AccountAccessKeysPresent").GetInt32());
        Assert.Equal(34, answer.GetProperty("summary").EnumerateObject().Count());
        Assert.Equal(("COMPLETE", "text/csv", "2026-01-02T03:04:05+00:00"), (Text("state"), Text("format"), Text("generated")));
        Assert.Contains($"\n<root_account>,arn:aws:iam::{Id}:root,", Text("report"), StringComparison.Ordinal);
        Assert.Equal("""[["AKIAROT1111122223333","Inactive"],["AKIAROT2111122223333","Active"]]""", List("keys"));
        Assert.Equal("""["Inactive","Active"]""", List("audit"));
        Assert.Equal("iam", Text("used"));
        Assert.Equal("""["RootCredentialsManagement"]""", Text("features"));
        Assert.Equal("[20,5]", List("pages"));
        Assert.Equal("""["ACTIVE",2024]""", List("first"));
        Assert.Equal(FakeCredential.TestAccountId, Text("management"));
        Assert.Equal(("36", "NotFound 404", "AuthorizationError 403"), (Text("published"), Text("no topic"), Text("not the owner")));
        var taken = Assert.Single(session.Aws.Topic(Topic).Published);
        Assert.Equal(("Zwei\nZeilen & mehr", "Hello"), (taken.Message, taken.Subject));
        Assert.Equal(
            ("AccessDenied 403", "SignatureDoesNotMatch 403", "AccessDeniedException 400"),
            (Text("denied"), Text("wrong secret"), Text("not a manager")));
    }

    [Fact]
    public async Task The_aws_cli_reads_answers_and_errors()
    {
        await ChildProcess.NeedAsync("aws", "aws", "--version");
        await using var session = await FakeAwsSession.StartAsync(World());
        session.Aws.Faults.Always("GetAccountSummary", FakeFault.AccessDenied);

        var accounts = JsonElement.Parse(await JudgeRun.OutputAsync(session.Aws.Url, "aws", "organizations", "list-accounts", "--output", "json"));
        var denied = await ChildProcess.RunAsync("aws", ["iam", "get-account-summary"], JudgeRun.Environment(session.Aws.Url));

        Assert.Equal(25, accounts.GetProperty("Accounts").GetArrayLength());
        Assert.NotEqual(0, denied.ExitCode);
        Assert.Contains("(AccessDenied) when calling the GetAccountSummary operation", denied.Error, StringComparison.Ordinal);
    }

    private static FakeAwsOptions World()
    {
        var account = FakeAccounts.OneActiveAndOneInactiveKey(Id);
        account.ReportGeneratedTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        return new FakeAwsOptions
        {
            Accounts = [account, FakeAccounts.Denied("222233334444"), .. FakeAccounts.Generate(22, seed: 1)],
            Topics = [new FakeTopic(Topic)],
            Organization = FakeOrganization.WithRootAccess,
        };
    }
}
