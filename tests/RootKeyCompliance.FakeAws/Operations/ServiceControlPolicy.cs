namespace RootKeyCompliance.Fakes;

/// <summary>What the organization denies to a member, whatever the member itself allows.</summary>
internal static class ServiceControlPolicy
{
    internal static bool Denies(AwsCall call)
    {
        var denied = call.Account.ServiceControlPolicyDenies;
        return denied.Count > 0
            && (denied.Contains(FakeAccount.AllActions) || denied.Contains(call.Action))
            && call.Cloud.Organization is { AllFeatures: true } organization
            && !string.Equals(call.Account.Id, organization.ManagementAccountId, StringComparison.Ordinal)
            && !(call.Account.ServiceControlPolicyExemptsAssumedRoot && call.Caller.Principal.IsRootSession)
            // It answers even where a policy denies it.
            && call.Action is not "GetCallerIdentity";
    }
}
