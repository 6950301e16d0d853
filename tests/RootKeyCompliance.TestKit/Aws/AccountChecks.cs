using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.TestKit;

/// <summary>Short ways to look at an account of a fake.</summary>
internal static class AccountChecks
{
    /// <summary>Real pauses between attempts, but short ones; requests have all the time that a busy machine needs.</summary>
    internal static AwsPatience Quick { get; } = new()
    {
        Request = TimeSpan.FromSeconds(20),
        Role = TimeSpan.FromSeconds(5),
        BackOff = TimeSpan.FromMilliseconds(1),
        Time = new RunningAheadTime(),
    };

    internal static AwsConnectionOptions Options(string url, string accessKey = "test", string secretKey = "test") => new()
    {
        AccessKey = accessKey,
        SecretKey = secretKey,
        EndpointUrl = url,
        Patience = Quick,
    };

    internal static AwsConnectionOptions Options(FakeAws aws, string accountId)
        => Options(aws.Url, aws.Account(accountId).UserCredential.AccessKeyId, aws.Account(accountId).UserCredential.SecretKey);

    internal static async Task<RootUserEvidence> ReadAsync(
        AwsConnectionOptions options, CancellationToken cancellationToken, IActivityLog? log = null, bool skipKeyDetail = false)
    {
        using var source = new AwsAccountSource(options, AccountAccess.Own, skipKeyDetail);
        return await source.ReadAsync(AccountTarget.Caller, log ?? new ActivityLog(), cancellationToken);
    }

    internal static CisFinding Judge(RootUserEvidence evidence, bool allowInactiveKey = false)
        => RootAccessKeyRule.Evaluate(CisPipelineCatalogue.Get("cis_v400_1_4"), evidence, allowInactiveKey, DateTimeOffset.UtcNow);
}
