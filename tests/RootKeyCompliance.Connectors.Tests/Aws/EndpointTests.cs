using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleNotificationService;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Credentials;

namespace RootKeyCompliance.Tests;

/// <summary>The host of each request and the region it is signed for.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class EndpointTests : IDisposable
{
    private const string Keys = "aws_access_key_id=test\naws_secret_access_key=test\n";

    /// <summary>A region of each partition that is not the one IAM signs for, where there is such a one.</summary>
    private static readonly string[] Regions =
    [
        "us-east-1", "eu-central-1", "ap-southeast-2", "il-central-1", "mx-central-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1",
        "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "us-isof-east-1", "eusc-de-east-1",
    ];

    private readonly AwsEnvironment _environment = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("eu-central-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws", "us-east-1")]
    [InlineData("EU-CENTRAL-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws", "us-east-1")]
    [InlineData("xx-new-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws", "us-east-1")]
    [InlineData("cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", null, "iam.global.api.amazonwebservices.com.cn", null, "cn-north-1")]
    [InlineData("us-gov-east-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws", null, "us-gov-west-1")]
    [InlineData("us-iso-west-1", "iam.us-iso-east-1.c2s.ic.gov", null, "iam.api.aws.ic.gov", null, "us-iso-east-1")]
    [InlineData("us-isob-east-1", "iam.us-isob-east-1.sc2s.sgov.gov", null, "iam.api.aws.scloud", null, "us-isob-east-1")]
    [InlineData("eu-isoe-west-1", "iam.eu-isoe-west-1.cloud.adc-e.uk", null, "iam.api.cloud-aws.adc-e.uk", null, "eu-isoe-west-1")]
    [InlineData("us-isof-south-1", "iam.us-isof-south-1.csp.hci.ic.gov", null, "iam.api.aws.hci.ic.gov", null, "us-isof-south-1")]
    [InlineData("eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", null, "iam.api.amazonwebservices.eu", null, "eusc-de-east-1")]
    public void IAM_has_one_endpoint_and_one_signing_region_for_each_partition(string region, string host, string? fips, string dualStack, string? both, string signingRegion)
    {
        Assert.Equal((host, signingRegion), IamEndpoints.Resolve(region, useFips: false, useDualStack: false));
        Assert.Equal((dualStack, signingRegion), IamEndpoints.Resolve(region, useFips: false, useDualStack: true));
        Assert.Equal((fips ?? IamEndpoints.Resolve(region, useFips: true, useDualStack: false).Host, signingRegion), IamEndpoints.Resolve(region, useFips: true, useDualStack: false));
        Assert.Equal((both ?? IamEndpoints.Resolve(region, useFips: true, useDualStack: true).Host, signingRegion), IamEndpoints.Resolve(region, useFips: true, useDualStack: true));
    }

    [Fact]
    public async Task Botocore_has_the_same_endpoints()
    {
        var lines = await BotocoreAsync();
        var differences = new List<string>();
        foreach (var line in lines)
        {
            var (service, region, fips, dualStack, url, signing) = line.Split(' ') is [var a, var b, var c, var d, var e, var f] ? (a, b, c, d, e, f) : default;
            if (url is null or "none")
            {
                continue;
            }

            if (service == "iam" && fips == "True" && region.StartsWith("cn-", StringComparison.Ordinal))
            {
                // There is no such host; the rule set forms a name and, alone among them, another region to sign for.
                continue;
            }

            _environment["AWS_USE_FIPS_ENDPOINT"] = fips;
            _environment["AWS_USE_DUALSTACK_ENDPOINT"] = dualStack;
            SdkEnvironment.Refresh();
            var endpoint = Resolve(service, new AwsConnectionOptions { Region = region });
            if ((url, signing) != (endpoint.Url, endpoint.SigningRegion))
            {
                differences.Add($"{line} but here {endpoint.Url} {endpoint.SigningRegion}");
            }
        }

        Assert.True(lines.Count(line => !line.Contains(" none ", StringComparison.Ordinal)) >= Regions.Length * 7, $"botocore resolved only {lines.Count} endpoints.");
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("aws", "eu-central-1")]
    [InlineData("aws-cn", "cn-northwest-1")]
    [InlineData("aws-us-gov", "us-gov-east-1")]
    [InlineData("aws-iso", "us-iso-west-1")]
    [InlineData("aws-iso-f", "us-isof-east-1")]
    [InlineData("aws-eusc", "eusc-de-east-1")]
    public async Task At_a_custom_endpoint_IAM_signs_for_its_region_of_the_partition_and_STS_for_the_given_region(string partition, string region)
    {
        var account = FakeAccounts.Create("111122223333", FakeAccountKind.OneEach, partition);
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [account] }, Token);
        _environment["AWS_REGION"] = region;

        foreach (var way in new[] { "-EndpointUrl", "AWS_ENDPOINT_URL" })
        {
            var options = AccountChecks.Options(aws, account.Id);
            if (way == "AWS_ENDPOINT_URL")
            {
                options = options with { EndpointUrl = null };
                _environment[way] = aws.Url;
            }

            aws.Requests.Clear();
            var evidence = await AccountChecks.ReadAsync(options, Token);

            Assert.Equal((null, partition, 1, 1), (evidence.Fault?.Message, evidence.Partition, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
            Assert.All(aws.Requests.Snapshot(), request => Assert.Equal(request.Service == "sts" ? region : account.Partition.IamRegion, request.Region));
        }
    }

    [Fact]
    public async Task An_explicit_region_is_signed_for_at_a_custom_endpoint()
    {
        await using var aws = await FakeAws.StartAsync(cancellationToken: Token);

        await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url) with { Region = "us-west-2" }, Token);
        await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url) with { Region = "us-east-1" }, Token);

        Assert.Equal("us-west-2 us-east-1", string.Join(' ', aws.Requests.Of("GetCallerIdentity").Select(request => request.Region)));
        Assert.Equal("us-west-2 us-east-1", string.Join(' ', aws.Requests.Of("GetAccountSummary").Select(request => request.Region)));
    }

    [Fact]
    public async Task Variables_name_an_endpoint_for_one_service_or_for_all()
    {
        await using var general = await FakeAws.StartAsync(cancellationToken: Token);
        await using var iam = await FakeAws.StartAsync(cancellationToken: Token);
        await using var sts = await FakeAws.StartAsync(cancellationToken: Token);
        var options = AccountChecks.Options("x") with { EndpointUrl = null };

        _environment["AWS_ENDPOINT_URL"] = general.Url;
        Assert.Null((await AccountChecks.ReadAsync(options, Token)).Fault);
        Assert.Equal((2, 0, 0), (general.Requests.Count, iam.Requests.Count, sts.Requests.Count));

        _environment["AWS_ENDPOINT_URL_IAM"] = iam.Url;
        Assert.Null((await AccountChecks.ReadAsync(options, Token)).Fault);
        Assert.Equal((3, 1, 0), (general.Requests.Count, iam.Requests.Count, sts.Requests.Count));

        _environment["AWS_ENDPOINT_URL_STS"] = sts.Url;
        Assert.Null((await AccountChecks.ReadAsync(options, Token)).Fault);
        Assert.Equal((3, 2, 1), (general.Requests.Count, iam.Requests.Count, sts.Requests.Count));

        await AccountChecks.ReadAsync(options with { Region = "eu-central-1" }, Token);
        Assert.Equal(("us-east-1", "eu-central-1"), (iam.Requests.Of("GetAccountSummary")[^1].Region, sts.Requests.Of("GetCallerIdentity")[^1].Region));

        Assert.Null((await AccountChecks.ReadAsync(options with { EndpointUrl = general.Url }, Token)).Fault);
        Assert.Equal((5, 3, 2), (general.Requests.Count, iam.Requests.Count, sts.Requests.Count));
    }

    [Fact]
    public void Endpoints_of_variables_can_be_ignored()
    {
        _environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9";
        _environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        SdkEnvironment.Refresh();

        Assert.Equal("https://iam.amazonaws.com", Resolve("iam", new AwsConnectionOptions()).Url);
    }

    [Fact]
    public async Task A_profile_names_an_endpoint_for_one_service_or_for_all()
    {
        await using var general = await FakeAws.StartAsync(cancellationToken: Token);
        await using var iam = await FakeAws.StartAsync(cancellationToken: Token);
        _environment.Config = $"[profile lab]\n{Keys}services = mine\nregion = eu-central-1\n\n[services mine]\niam =\n  endpoint_url = {iam.Url}\nsts =\n  endpoint_url = {general.Url}\n\n"
            + $"[profile all]\n{Keys}endpoint_url = {general.Url}\n";

        Assert.Null((await AccountChecks.ReadAsync(new AwsConnectionOptions { ProfileName = "lab", Patience = AccountChecks.Quick }, Token)).Fault);

        Assert.Equal(("eu-central-1", "us-east-1"), (Assert.Single(general.Requests.Of("GetCallerIdentity")).Region, Assert.Single(iam.Requests.Of("GetAccountSummary")).Region));
        Assert.Null((await AccountChecks.ReadAsync(new AwsConnectionOptions { ProfileName = "all", Patience = AccountChecks.Quick }, Token)).Fault);
        Assert.Single(general.Requests.Of("GetAccountSummary"));
    }

    [Fact]
    public void FIPS_and_dual_stack_are_read_from_a_profile_and_from_variables()
    {
        _environment.Config = $"[profile fips]\n{Keys}use_fips_endpoint=true\n[profile both]\n{Keys}use_fips_endpoint=true\nuse_dualstack_endpoint=true\n[profile off]\n{Keys}use_fips_endpoint=false\n";

        Assert.Equal("https://iam-fips.amazonaws.com", Resolve("iam", Profile("fips")).Url);
        Assert.Equal("https://sts-fips.us-east-1.amazonaws.com", Resolve("sts", Profile("fips")).Url);
        Assert.Equal("https://iam-fips.global.api.aws", Resolve("iam", Profile("both")).Url);
        Assert.Equal("https://iam.amazonaws.com", Resolve("iam", Profile("off")).Url);
        _environment["AWS_USE_FIPS_ENDPOINT"] = "true";
        SdkEnvironment.Refresh();
        Assert.Equal("https://iam-fips.amazonaws.com", Resolve("iam", new AwsConnectionOptions()).Url);
        Assert.Equal("https://iam.us-gov.amazonaws.com", Resolve("iam", new AwsConnectionOptions { Region = "us-gov-east-1" }).Url);
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT")]
    public async Task A_custom_endpoint_is_used_without_FIPS_and_dual_stack(string variable)
    {
        await using var aws = await FakeAws.StartAsync(cancellationToken: Token);
        _environment[variable] = "true";

        Assert.Null((await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url), Token)).Fault);
        _environment["AWS_ENDPOINT_URL"] = aws.Url;
        Assert.Null((await AccountChecks.ReadAsync(AccountChecks.Options("x") with { EndpointUrl = null }, Token)).Fault);
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("/relative")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:TOPSECRET@127.0.0.1")]
    public void A_wrong_endpoint_is_refused(string url)
    {
        var fault = Assert.Throws<CisException>(() => AwsAccountSource.Validate(new AwsConnectionOptions { EndpointUrl = url })).Fault;

        Assert.Equal("InvalidEndpointUrl", fault.ErrorId);
        Assert.DoesNotContain("TOPSECRET", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "not a url")]
    [InlineData("AWS_ENDPOINT_URL_IAM", "127.0.0.1:5000")]
    public async Task A_wrong_endpoint_in_a_variable_is_refused(string variable, string url)
    {
        await using var aws = await FakeAws.StartAsync(cancellationToken: Token);
        _environment["AWS_ENDPOINT_URL_STS"] = aws.Url;
        _environment[variable] = url;
        var options = AccountChecks.Options("x") with { EndpointUrl = null };

        Assert.Equal("InvalidEndpointUrl", (await AccountChecks.ReadAsync(options, Token)).Fault?.ErrorId);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("us_east_1")]
    [InlineData("us-east-1.evil.example.com/")]
    [InlineData("")]
    public void A_wrong_region_is_refused(string region)
    {
        Assert.Equal("InvalidRegion", Assert.Throws<CisException>(() => AwsAccountSource.Validate(new AwsConnectionOptions { Region = region })).Fault.ErrorId);
        Assert.Equal("InvalidRegion", Assert.Throws<CisException>(() => AwsAccountSource.Validate(new AwsConnectionOptions { StoredRegion = region })).Fault.ErrorId);
    }

    private static AwsConnectionOptions Profile(string name) => new() { ProfileName = name };

    private static (string Url, string SigningRegion) Resolve(string service, AwsConnectionOptions options)
    {
        // As every session does: the SDK remembers the variables of the test before.
        SdkEnvironment.Refresh();
        var found = new ResolvedCredentials(new BasicAWSCredentials("x", "x"), "a test");
        if (options.ProfileName is { } name)
        {
            Assert.True(new Amazon.Runtime.CredentialManagement.CredentialProfileStoreChain().TryGetProfile(name, out var profile));
            found = found with { Profile = profile };
        }

        var settings = AwsSettings.Create(options, found, new ActivityLog());
        var parameters = new ServiceOperationEndpointParameters(new GetCallerIdentityRequest());
        ClientConfig config = service switch
        {
            "iam" => new AmazonIdentityManagementServiceConfig(),
            "sns" => new AmazonSimpleNotificationServiceConfig(),
            _ => new AmazonSecurityTokenServiceConfig(),
        };
        var endpoint = settings.Apply(config, new ActivityLog()).DetermineServiceOperationEndpoint(parameters);
        var scheme = ((System.Collections.IList?)endpoint.Attributes?["authSchemes"])?.Cast<PropertyBag>().FirstOrDefault();
        return (endpoint.URL.TrimEnd('/'), scheme?["signingRegion"] as string ?? options.Region ?? "us-east-1");
    }

    private static async Task<IReadOnlyList<string>> BotocoreAsync()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import botocore");
        var script = Path.Combine(Repository.Root, "tests", "RootKeyCompliance.Connectors.Tests", "Aws", "botocore_endpoints.py");
        var run = await ChildProcess.RunAsync("python3", [script, .. Regions], []);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
