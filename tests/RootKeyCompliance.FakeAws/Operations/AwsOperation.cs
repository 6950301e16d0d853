namespace RootKeyCompliance.Fakes;

/// <summary>An action the server has.</summary>
internal sealed record AwsOperation(string Service, string Version, Func<AwsCall, AwsAnswer> Run);

/// <summary>All actions the server has.</summary>
internal static class AwsOperations
{
    private const string Iam = "2010-05-08";
    private const string Sts = "2011-06-15";
    private const string Sns = "2010-03-31";

    private static readonly Dictionary<string, AwsOperation> Query = new(StringComparer.Ordinal)
    {
        ["GetAccountSummary"] = new("iam", Iam, AccountSummary.Get),
        ["GenerateCredentialReport"] = new("iam", Iam, CredentialReport.Generate),
        ["GetCredentialReport"] = new("iam", Iam, CredentialReport.Get),
        ["ListAccessKeys"] = new("iam", Iam, AccessKeys.List),
        ["GetAccessKeyLastUsed"] = new("iam", Iam, AccessKeys.GetLastUsed),
        ["UpdateAccessKey"] = new("iam", Iam, AccessKeys.Update),
        ["DeleteAccessKey"] = new("iam", Iam, AccessKeys.Delete),
        ["ListOrganizationsFeatures"] = new("iam", Iam, OrganizationsFeatures.List),
        ["GetCallerIdentity"] = new("sts", Sts, SecurityTokens.GetCallerIdentity),
        ["AssumeRole"] = new("sts", Sts, SecurityTokens.AssumeRole),
        ["Publish"] = new("sns", Sns, Topics.Publish),
        ["AssumeRoot"] = new("sts", Sts, RootSessions.AssumeRoot),
    };

    private static readonly Dictionary<string, AwsOperation> Json = new(StringComparer.Ordinal)
    {
        ["DescribeOrganization"] = new("organizations", string.Empty, OrganizationOperations.Describe),
        ["DescribeOrganizationalUnit"] = new("organizations", string.Empty, OrganizationOperations.DescribeOrganizationalUnit),
        ["ListAccounts"] = new("organizations", string.Empty, OrganizationOperations.ListAccounts),
        ["ListAccountsForParent"] = new("organizations", string.Empty, OrganizationOperations.ListAccountsForParent),
        ["ListChildren"] = new("organizations", string.Empty, OrganizationOperations.ListChildren),
        ["ListOrganizationalUnitsForParent"] = new("organizations", string.Empty, OrganizationOperations.ListOrganizationalUnitsForParent),
        ["ListParents"] = new("organizations", string.Empty, OrganizationOperations.ListParents),
        ["ListRoots"] = new("organizations", string.Empty, OrganizationOperations.ListRoots),
    };

    internal static AwsOperation? Find(bool isJson, string action) => (isJson ? Json : Query).GetValueOrDefault(action);

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

        if (!RootSessions.Allows(call.Caller.Principal, operation.Service, call.Action))
        {
            return call.Deny($"{operation.Service}:{call.Action}", $"* because no session policy allows the {operation.Service}:{call.Action} action");
        }

        // What sts denies depends on the account asked for, not on the caller's; its operations look themselves.
        return operation.Service is not "sts" && call.Account.Denies(call.Action, ofIam: operation.Service is "iam")
            ? call.Deny($"{operation.Service}:{call.Action}", "*")
            : operation.Run(call);
    }
}
