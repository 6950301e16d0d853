namespace RootKeyCompliance.Tests;

/// <summary>-RoleName, -ExternalId, -RoleSessionName and -CentralRootAccess: what STS is asked with, and what is refused before it is asked.</summary>
public sealed class AccessParameterTests
{
    private const string Member = "222233334444";
    private const string Long = "1234567890123456789012345678901234567890123456789012345678901234";

    [Theory]
    [InlineData("-RoleName Auditor", "Auditor", "RootKeyCompliance", null)]
    [InlineData("-RoleName Auditor -ExternalId a:b/c-1 -RoleSessionName nightly@corp", "Auditor", "nightly@corp", "a:b/c-1")]
    [InlineData("-RoleName security/audit/Auditor", "security/audit/Auditor", "RootKeyCompliance", null)]
    [InlineData("-RoleName /security/Auditor", "security/Auditor", "RootKeyCompliance", null)]
    [InlineData($"-RoleName {Long} -RoleSessionName {Long}", Long, Long, null)]
    public async Task A_role_is_assumed_for_the_least_time_under_the_given_names(string arguments, string role, string session, string? externalId)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RoleArn"] = $"arn:aws:iam::{Member}:role/{role}",
            ["RoleSessionName"] = session,
            ["DurationSeconds"] = "900",
        };
        if (externalId is not null)
        {
            expected["ExternalId"] = externalId;
        }

        Assert.Equal(expected, await AskedAsync(arguments, "AssumeRole"));
    }

    [Fact]
    public async Task A_root_session_is_bound_to_the_policy_for_audits_for_a_minute() => Assert.Equal(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TargetPrincipal"] = Member,
            ["TaskPolicyArn.arn"] = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
            ["DurationSeconds"] = "60",
        },
        await AskedAsync("-CentralRootAccess", "AssumeRoot"));

    [Theory]
    [InlineData("-RoleName Auditor")]
    [InlineData("-CentralRootAccess")]
    [InlineData("-CentralRootAccess:$false -RoleName Auditor")]
    public async Task No_account_given_is_the_callers_own_and_needs_no_entrance(string arguments)
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.NoKey(Member));

        var run = lab.Session.Run($"Test-CisRootAccessKey @aws {arguments}");

        Assert.Equal([$"{AwsLab.Management} Pass"], run.Verdicts());
        Assert.Equal(["GetCallerIdentity", "GetAccountSummary"], lab.Actions);
    }

    private static async Task<IReadOnlyDictionary<string, string>> AskedAsync(string arguments, string action)
    {
        await using var sts = await StsRecorder.StartAsync();
        using var session = ModuleSession.Open().With("aws", ModuleSession.AwsParameters(sts.Url, FakeCredential.Test));

        Assert.Equal([$"{Member} Pass"], session.Run($"Test-CisRootAccessKey @aws -AccountId {Member} {arguments}").Verdicts());
        return sts.Single(action);
    }
}
