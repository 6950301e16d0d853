using System.Globalization;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Fakes;

/// <summary>sts:AssumeRoot, and what a session it gives may do.</summary>
internal static partial class RootSessions
{
    private const int Longest = 900;

    // Ceilings: what a task policy does not name, root's own rights do not bring back.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["IAMAuditRootUserCredentials"] =
        [
            "ListAccessKeys", "ListSigningCertificates", "GetLoginProfile", "ListMFADevices", "GetAccountSummary", "GetUser", "GetAccessKeyLastUsed",
        ],
        ["IAMDeleteRootUserCredentials"] =
        [
            "DeleteAccessKey", "DeleteSigningCertificate", "DeleteLoginProfile", "DeactivateMFADevice", "ListAccessKeys", "ListSigningCertificates",
            "GetLoginProfile", "ListMFADevices", "GetUser", "GetAccessKeyLastUsed",
        ],
        ["IAMCreateRootUserPassword"] = ["CreateLoginProfile", "GetLoginProfile"],
        ["S3UnlockBucketPolicy"] = [],
        ["SQSUnlockQueuePolicy"] = [],
    };

    internal static AwsAnswer AssumeRoot(AwsCall call)
    {
        if (TargetOf(call) is not { } target)
        {
            return call.Fail(AwsError.Validation("Request must contain a valid target principal"));
        }

        var policy = TaskPolicy().Match(call.Parameter("TaskPolicyArn.arn") ?? string.Empty).Groups["name"].Value;
        if (!Allowed.ContainsKey(policy))
        {
            return call.Fail(AwsError.Validation("Request must contain valid AWS managed task policy ARN"));
        }

        var seconds = Longest;
        if (call.Parameter("DurationSeconds") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds > Longest))
        {
            return call.Fail(AwsError.Constraint(text, "durationSeconds", "have value less than or equal to 900"));
        }

        if (Refusal(call, policy) is { } refusal)
        {
            return call.Fail(AwsError.AccessDenied(refusal));
        }

        // Members only; the management account's root is out of reach, and so is who is not there.
        if (!call.Cloud.Accounts.TryGetValue(target, out var account)
            || account.State != FakeAccountState.Active
            || account.Denies("AssumeRoot", ofIam: false)
            || string.Equals(target, call.Cloud.Organization!.ManagementAccountId, StringComparison.Ordinal))
        {
            return call.Deny("sts:AssumeRoot", $"arn:{call.Account.Partition.Id}:iam::{target}:root");
        }

        var expiration = call.Cloud.Time.GetUtcNow().AddSeconds(seconds);
        return call.Answer(SecurityTokens.Credentials(call.Cloud.Sessions.Mint(target, FakePrincipal.RootSession(policy), expiration)));
    }

    /// <summary>The account a target names; null when it names none.</summary>
    internal static string? TargetOf(AwsCall call) =>
        Target().Match(call.Parameter("TargetPrincipal") ?? string.Empty) is { Success: true } match ? match.Groups["account"].Value : null;

    /// <summary>Whether a principal's task policy, if it is bound by one, lets an action through.</summary>
    internal static bool Allows(FakePrincipal principal, string service, string action) =>
        !principal.IsRootSession
        || action is "GetCallerIdentity"
        || (service is "iam" && Allowed[principal.Name].Contains(action, StringComparer.Ordinal));

    // The texts are how a caller tells the causes apart: the code is AccessDenied for all.
    private static string? Refusal(AwsCall call, string policy)
    {
        var organization = call.Cloud.Organization;
        // Trusted access cannot be had without all features.
        if (organization is not { IamTrusted: true, AllFeatures: true })
        {
            return "Service not enabled for AWS Organizations.";
        }

        if (call.Caller.Principal.Kind == FakePrincipalKind.Root || !organization.MayAdminister(call.Account.Id))
        {
            return $"User: {call.CallerArn} is not authorized to perform: sts:AssumeRoot on resource: "
                + $"arn:{call.Account.Partition.Id}:iam::{TargetOf(call)}:root";
        }

        if (policy.StartsWith("IAM", StringComparison.Ordinal))
        {
            return organization.EnabledFeatures.Contains("RootCredentialsManagement")
                ? null
                : "Root credentials management feature is not enabled for your AWS Organization.";
        }

        return organization.EnabledFeatures.Contains("RootSessions") ? null : "Root sessions feature is not enabled for your AWS Organization.";
    }

    [GeneratedRegex(@"^((?<account>[0-9]{12})|arn:[a-z-]+:iam::(?<account>[0-9]{12}):root)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Target();

    [GeneratedRegex(@"^arn:[a-z-]+:iam::aws:policy/root-task/(?<name>[A-Za-z0-9]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TaskPolicy();
}
