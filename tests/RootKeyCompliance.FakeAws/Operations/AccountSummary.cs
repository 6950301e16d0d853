using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>iam:GetAccountSummary.</summary>
internal static class AccountSummary
{
    // Every name the service model has; arbitrary but plausible values. The four about root are put in per account.
    private static readonly (string Name, int Value)[] Entries =
    [
        ("Users", 27), ("UsersQuota", 5000), ("Groups", 4), ("GroupsQuota", 300), ("ServerCertificates", 0), ("ServerCertificatesQuota", 20),
        ("UserPolicySizeQuota", 2048), ("GroupPolicySizeQuota", 5120), ("GroupsPerUserQuota", 10), ("SigningCertificatesPerUserQuota", 2),
        ("AccessKeysPerUserQuota", 2), ("MFADevices", 3), ("MFADevicesInUse", 3), ("AccountMFAEnabled", -1), ("AccountAccessKeysPresent", -1),
        ("AccountPasswordPresent", -1), ("AccountSigningCertificatesPresent", 0), ("AttachedPoliciesPerGroupQuota", 10),
        ("AttachedPoliciesPerRoleQuota", 10), ("AttachedPoliciesPerUserQuota", 10), ("Policies", 12), ("PoliciesQuota", 1500),
        ("PolicySizeQuota", 6144), ("PolicyVersionsInUse", 30), ("PolicyVersionsInUseQuota", 10000), ("VersionsPerPolicyQuota", 5),
        ("GlobalEndpointTokenVersion", 1), ("AssumeRolePolicySizeQuota", 2048), ("InstanceProfiles", 5), ("InstanceProfilesQuota", 1000),
        ("Providers", 1), ("RolePolicySizeQuota", 10240), ("Roles", 41), ("RolesQuota", 1000),
    ];

    internal static AwsAnswer Get(AwsCall call)
    {
        var account = call.Account;
        var map = new StringBuilder("<SummaryMap>", 4096);
        foreach (var (name, value) in Entries.Where(entry => !account.OmitSummaryKeys.Contains(entry.Name)))
        {
            // A flag, not a count, and inactive keys count: as live.
            var number = name switch
            {
                "AccountAccessKeysPresent" => account.RootAccessKeys.IsEmpty ? 0 : 1,
                "AccountMFAEnabled" => account.RootMfaActive ? 1 : 0,
                "AccountPasswordPresent" => account.RootPasswordPresent ? 1 : 0,
                _ => value,
            };
            map.Append(CultureInfo.InvariantCulture, $"<entry><key>{name}</key><value>{number}</value></entry>");
        }

        return call.Answer(map.Append("</SummaryMap>").ToString());
    }
}
