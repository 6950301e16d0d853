namespace RootKeyCompliance.Tests;

/// <summary>boto3 can walk the tree, and the answers have the same form as those of moto.</summary>
public sealed class FakeAwsOrganizationJudgeTests
{
    private const string Walk = """
        import boto3
        from botocore.exceptions import ClientError
        o = boto3.client('organizations')
        def walk(parent, depth):
            for page in o.get_paginator('list_accounts_for_parent').paginate(ParentId=parent):
                for account in page['Accounts']:
                    path = account['Paths'][0] if 'Paths' in account else 'none'
                    print('  ' * depth + account['Id'], account['State'], path, o.list_parents(ChildId=account['Id'])['Parents'][0]['Type'])
            children = [c['Id'] for page in o.get_paginator('list_children').paginate(ParentId=parent, ChildType='ORGANIZATIONAL_UNIT') for c in page['Children']]
            for page in o.get_paginator('list_organizational_units_for_parent').paginate(ParentId=parent):
                for unit in page['OrganizationalUnits']:
                    assert unit['Id'] in children
                    print('  ' * depth + o.describe_organizational_unit(OrganizationalUnitId=unit['Id'])['OrganizationalUnit']['Name'])
                    walk(unit['Id'], depth + 1)
        walk([root['Id'] for page in o.get_paginator('list_roots').paginate() for root in page['Roots']][0], 0)
        """;

    private const string Forms = """
        import boto3, sys
        from botocore.exceptions import ClientError
        o = boto3.client('organizations')
        if sys.argv[1] == 'make':
            o.create_organization(FeatureSet='ALL')
            o.create_organizational_unit(ParentId=o.list_roots()['Roots'][0]['Id'], Name='Empty')
        def form(value):
            # The path of things is newer than moto; what policy types a root has differs between organizations.
            if isinstance(value, dict):
                return {k: form(v) for k, v in sorted(value.items()) if k not in ('Path', 'Paths', 'PolicyTypes', 'ResponseMetadata', 'AvailablePolicyTypes')}
            return [form(v) for v in value] if isinstance(value, list) else type(value).__name__
        def show(name, **parameters):
            try:
                print(name, form(getattr(o, name)(**parameters)))
            except ClientError as error:
                print(name, error.response['Error'], error.response['ResponseMetadata']['HTTPStatusCode'])
        root = o.list_roots()['Roots'][0]['Id']
        unit = o.list_organizational_units_for_parent(ParentId=root)['OrganizationalUnits'][0]['Id']
        show('list_roots')
        show('list_accounts')
        show('list_accounts_for_parent', ParentId=root)
        show('list_accounts_for_parent', ParentId=unit)
        show('list_organizational_units_for_parent', ParentId=root)
        show('list_children', ParentId=root, ChildType='ACCOUNT')
        show('list_children', ParentId=root, ChildType='ORGANIZATIONAL_UNIT')
        show('list_parents', ChildId=unit)
        show('list_parents', ChildId=o.list_accounts()['Accounts'][0]['Id'])
        show('describe_organizational_unit', OrganizationalUnitId=unit)
        show('describe_organizational_unit', OrganizationalUnitId=unit[:-8] + 'nowhere1')
        show('list_accounts_for_parent', ParentId=unit[:-8] + 'nowhere1')
        """;

    [Fact]
    public async Task Boto3_can_walk_the_tree()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        var first = FakeAccounts.NoKey("111111111111");
        first.OrganizationalUnitIds = ["ou-fake-workload", "ou-fake-liveones"];
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = [first],
            Organization = new FakeOrganization { EmptyFirstPage = false, OrganizationalUnits = [new("ou-fake-workload", "Workloads")] },
        });

        var tree = await JudgeRun.OutputAsync(session.Aws.Url, "python3", "-c", Walk);

        Assert.Equal(
            """
            123456789012 ACTIVE o-fakeaws001/r-fake/123456789012/ ROOT
            Workloads
              liveones
                111111111111 ACTIVE o-fakeaws001/r-fake/ou-fake-workload/ou-fake-liveones/111111111111/ ORGANIZATIONAL_UNIT
            """,
            tree.TrimEnd());
    }

    [Fact]
    public async Task Answers_have_the_same_form_as_those_of_moto()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        using var moto = await MotoServer.StartAsync();
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Organization = new FakeOrganization { OrganizationalUnits = [new("ou-fake-emptyone", "Empty")] },
        });

        var expected = await JudgeRun.OutputAsync(moto.Url, "python3", "-c", Forms, "make");
        var seen = await JudgeRun.OutputAsync(session.Aws.Url, "python3", "-c", Forms, "find");

        Assert.Equal(expected, seen);
    }
}
