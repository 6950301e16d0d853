using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>
/// Gets credentials for accounts: the caller's own for its own account, a role's or a root session's for others. What is got for one account
/// never stands in for the caller's.
/// </summary>
internal sealed class AccountEntrance(AwsSession session, AccountAccess access, RootTask task = RootTask.Audit)
{
    // The least that STS gives to a role's session, and enough for the few calls that a root session is for.
    private const int RoleSeconds = 900;
    private const int AuditSeconds = 60;

    // Somebody is asked meanwhile.
    private const int DeleteSeconds = 900;

    /// <summary>AWS's name for what a root session may do.</summary>
    private string Policy => task == RootTask.Delete ? "IAMDeleteRootUserCredentials" : "IAMAuditRootUserCredentials";

    /// <exception cref="CisException">The account cannot be entered.</exception>
    internal async Task<AccountEntry> EnterAsync(CallerIdentity caller, AccountTarget target, CancellationToken cancellationToken)
    {
        if (target.AccountId is not { } account || account == caller.AccountId)
        {
            return new AccountEntry(EntryKind.Own, $"as {caller.Arn}", session.Credentials);
        }

        if (access.CentralRootAccess)
        {
            return await AssumeRootAsync(caller, account, target.IsManagementAccount, cancellationToken);
        }

        return access.RoleName is { } role
            ? await AssumeRoleAsync($"arn:{caller.Partition}:iam::{account}:role/{role.TrimStart('/')}", account, cancellationToken)
            : throw new CisException(CisFaults.AccountMismatch(account, caller.AccountId));
    }

    private async Task<AccountEntry> AssumeRoleAsync(string arn, string account, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = arn,
            RoleSessionName = access.RoleSessionName,
            ExternalId = access.ExternalId,
            DurationSeconds = RoleSeconds,
        };
        try
        {
            var response = await session.AskAsync(sts => sts.AssumeRoleAsync(request, cancellationToken), cancellationToken);
            var entered = AwsAccountId.TryParseArn(response.AssumedRoleUser?.Arn, out _, out var id, out _) ? id : null;
            return entered == account
                ? new AccountEntry(EntryKind.Role, $"by {arn}", Keys(response.Credentials, "sts:AssumeRole"))
                : throw new CisException(CisFaults.MalformedResponse("sts:AssumeRole"));
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(AccessFaults.OfRole(session.FaultOf(e, "sts:AssumeRole"), session.Said(e), arn), e);
        }
    }

    private async Task<AccountEntry> AssumeRootAsync(CallerIdentity caller, string account, bool? isManagementAccount, CancellationToken cancellationToken)
    {
        if (isManagementAccount == true)
        {
            throw new CisException(CisFaults.ManagementAccountOutOfReach(account));
        }

        try
        {
            var response = await AssumeRootAsync(caller.Partition, account, cancellationToken);
            return new AccountEntry(EntryKind.Root, $"by a root session ({Policy})", Keys(response.Credentials, "sts:AssumeRoot"));
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            var fault = AccessFaults.OfRoot(session.FaultOf(e, "sts:AssumeRoot"), session.Said(e), caller.Partition, account);
            if (fault.ErrorId == nameof(CisFaults.AssumeRootDenied) && isManagementAccount is null
                && await session.ManagementAccountAsync(cancellationToken) == account)
            {
                fault = CisFaults.ManagementAccountOutOfReach(account);
            }

            throw new CisException(fault, e);
        }
    }

    private async Task<AssumeRootResponse> AssumeRootAsync(string partition, string account, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(partition);
        }
        catch (AmazonServiceException e) when (partition != "aws" && e.ErrorCode == "ValidationError" && e.Message.Contains("task policy", StringComparison.Ordinal))
        {
            // Whether AWS's policies have the partition's name in theirs outside the commercial one is nowhere written.
            return await AskAsync("aws");
        }

        Task<AssumeRootResponse> AskAsync(string partitionOfPolicy) => session.AskAsync(
            sts => sts.AssumeRootAsync(
                new AssumeRootRequest
                {
                    TargetPrincipal = account,
                    TaskPolicyArn = new PolicyDescriptorType { Arn = $"arn:{partitionOfPolicy}:iam::aws:policy/root-task/{Policy}" },
                    DurationSeconds = task == RootTask.Delete ? DeleteSeconds : AuditSeconds,
                },
                cancellationToken),
            cancellationToken);
    }

    private static SessionAWSCredentials Keys(Amazon.SecurityToken.Model.Credentials? keys, string action)
        => keys is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0 }
            ? new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken)
            : throw new CisException(CisFaults.MalformedResponse(action));
}
