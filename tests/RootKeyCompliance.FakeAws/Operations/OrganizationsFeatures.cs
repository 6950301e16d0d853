namespace RootKeyCompliance.Fakes;

/// <summary>iam:ListOrganizationsFeatures: whether root access is managed centrally.</summary>
internal static class OrganizationsFeatures
{
    internal static AwsAnswer List(AwsCall call)
    {
        if (call.Cloud.Organization is not { } organization)
        {
            return Refuse(call, "OrganizationNotFoundException", "The account is not a member of an organization.");
        }

        if (!organization.MayAdminister(call.Account.Id))
        {
            return Refuse(
                call,
                "AccountNotManagementOrDelegatedAdministratorException",
                "The account making the request is neither the management account nor a delegated administrator for centralized root access.");
        }

        if (!organization.AllFeatures)
        {
            return Refuse(call, "OrganizationNotInAllFeaturesModeException", "The organization is not in all features mode.");
        }

        if (!organization.IamTrusted)
        {
            return Refuse(call, "ServiceAccessNotEnabledException", "Trusted access is not enabled for IAM in AWS Organizations.");
        }

        var features = string.Concat(
            organization.EnabledFeatures.Order(StringComparer.Ordinal).Select(feature => $"<member>{AwsCall.Escape(feature)}</member>"));
        return call.Answer($"<OrganizationId>{organization.Id}</OrganizationId><EnabledFeatures>{features}</EnabledFeatures>");
    }

    private static AwsAnswer Refuse(AwsCall call, string code, string message) => call.Fail(new AwsError(400, code, message));
}
