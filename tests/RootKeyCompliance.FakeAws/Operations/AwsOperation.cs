namespace RootKeyCompliance.Fakes;

/// <summary>An action the server has.</summary>
internal sealed record AwsOperation(string Service, string Version, string Action, Func<AwsCall, AwsAnswer> Run);

/// <summary>All actions the server has.</summary>
internal static class AwsOperations
{
    private const string Iam = "2010-05-08";
    private const string Sts = "2011-06-15";
    private const string Sns = "2010-03-31";

    private static readonly Dictionary<string, AwsOperation> Query = ByAction(
    [
        new("iam", Iam, "GetAccountSummary", AccountSummary.Get),
        new("iam", Iam, "GenerateCredentialReport", CredentialReport.Generate),
        new("iam", Iam, "GetCredentialReport", CredentialReport.Get),
        new("iam", Iam, "ListAccessKeys", AccessKeys.List),
        new("iam", Iam, "GetAccessKeyLastUsed", AccessKeys.GetLastUsed),
        new("iam", Iam, "UpdateAccessKey", AccessKeys.Update),
        new("iam", Iam, "DeleteAccessKey", AccessKeys.Delete),
        .. Unserved(
            "GetUser", "GetLoginProfile", "ListMFADevices", "ListSigningCertificates", "CreateAccessKey", "CreateLoginProfile",
            "DeactivateMFADevice", "DeleteLoginProfile", "DeleteSigningCertificate"),
        new("iam", Iam, "ListOrganizationsFeatures", OrganizationsFeatures.List),
        new("sts", Sts, "GetCallerIdentity", SecurityTokens.GetCallerIdentity),
        new("sts", Sts, "AssumeRole", SecurityTokens.AssumeRole),
        new("sts", Sts, WebIdentities.Action, WebIdentities.AssumeRole),
        new("sns", Sns, "Publish", Topics.Publish),
        new("sts", Sts, "AssumeRoot", RootSessions.AssumeRoot),
    ]);

    private static readonly Dictionary<string, AwsOperation> Json = ByAction(
    [
        new("organizations", string.Empty, "DescribeOrganization", OrganizationOperations.Describe),
        new("organizations", string.Empty, "DescribeOrganizationalUnit", OrganizationOperations.DescribeOrganizationalUnit),
        new("organizations", string.Empty, "ListAccounts", OrganizationOperations.ListAccounts),
        new("organizations", string.Empty, "ListAccountsForParent", OrganizationOperations.ListAccountsForParent),
        new("organizations", string.Empty, "ListChildren", OrganizationOperations.ListChildren),
        new("organizations", string.Empty, "ListOrganizationalUnitsForParent", OrganizationOperations.ListOrganizationalUnitsForParent),
        new("organizations", string.Empty, "ListParents", OrganizationOperations.ListParents),
        new("organizations", string.Empty, "ListRoots", OrganizationOperations.ListRoots),
    ]);

    internal static AwsOperation? Find(bool isJson, string action) => (isJson ? Json : Query).GetValueOrDefault(action);

    internal static string NamespaceOf(string? service) => service switch
    {
        "sts" => "https://sts.amazonaws.com/doc/2011-06-15/",
        "sns" => "http://sns.amazonaws.com/doc/2010-03-31/",
        _ => "https://iam.amazonaws.com/doc/2010-05-08/",
    };

    /// <summary>Answers a verified call.</summary>
    internal static AwsAnswer Answer(AwsCall call)
    {
        if (call.Operation is not { } operation)
        {
            return call.Fail(call.Action.Length == 0 ? AwsError.MissingAction : AwsError.InvalidAction(call.Action, call.Parameter("Version") ?? "1"));
        }

        if (!call.IsJson && call.Parameter("Version") is var version && !string.Equals(version, operation.Version, StringComparison.Ordinal))
        {
            return call.Fail(AwsError.InvalidAction(call.Action, version ?? "1"));
        }

        if (ServiceControlPolicy.Denies(call))
        {
            return call.Deny($"{operation.Service}:{call.Action}", "* with an explicit deny in a service control policy");
        }

        if (!RootSessions.Allows(call.Caller.Principal, operation.Service, call.Action))
        {
            return call.Deny($"{operation.Service}:{call.Action}", $"* because no session policy allows the {operation.Service}:{call.Action} action");
        }

        // What sts denies depends on the account asked for, not on the caller's; its operations look themselves.
        return operation.Service is not "sts" && call.Account.Denies(call.Action, ofIam: operation.Service is "iam")
            ? call.Deny($"{operation.Service}:{call.Action}", "*")
            : operation.Run(call);
    }

    // Known by name, so that policies can deny them first; nothing here answers them.
    private static IEnumerable<AwsOperation> Unserved(params string[] actions) => actions.Select(
        action => new AwsOperation("iam", Iam, action, static call => call.Fail(AwsError.InvalidAction(call.Action, Iam))));

    private static Dictionary<string, AwsOperation> ByAction(AwsOperation[] operations) =>
        operations.ToDictionary(operation => operation.Action, StringComparer.Ordinal);
}
