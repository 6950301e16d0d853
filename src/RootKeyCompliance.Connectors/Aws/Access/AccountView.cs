using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>IAM of one account, as seen by whoever got in.</summary>
internal sealed class AccountView(AwsSession session, AccountEntry entry) : IDisposable
{
    private readonly IamClients.Loan _loan = session.IamAs(entry.Credentials);

    internal AmazonIdentityManagementServiceClient Iam => _loan.Client;

    /// <summary>Whether the root user itself looks, bound to a task policy that has no credential reports.</summary>
    internal bool IsRoot => entry.Kind == EntryKind.Root;

    public void Dispose() => _loan.Dispose();

    internal CisFault FaultOf(Exception exception, string action) => AwsFaults.From(exception, action, Iam, entry.Credentials);

    /// <exception cref="CisException">It cannot be had.</exception>
    internal async Task<RootUserEvidence> ReadSummaryAsync(CancellationToken cancellationToken)
    {
        var summary = (await AskAsync("iam:GetAccountSummary", iam => iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), cancellationToken), cancellationToken))
            .SummaryMap;
        return AccountSummaryEvidence.FromSummary(name => summary.TryGetValue(name, out var value) ? value : null);
    }

    /// <summary>The root user's access keys; only for who looks as the root user.</summary>
    /// <exception cref="CisException">They cannot be had.</exception>
    internal async Task<IReadOnlyList<AccessKeyMetadata>> ListKeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<AccessKeyMetadata>();
        string? marker = null;
        var markers = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var page = await AskAsync(
                "iam:ListAccessKeys", iam => iam.ListAccessKeysAsync(new ListAccessKeysRequest { Marker = marker }, cancellationToken), cancellationToken);
            keys.AddRange(page.AccessKeyMetadata);

            // Half a list, or none, would look like a whole one.
            marker = page.IsTruncated == false ? null
                : page.Marker is { Length: > 0 } next && markers.Add(next) ? next
                : throw new CisException(CisFaults.MalformedResponse("iam:ListAccessKeys"));
        }
        while (marker is not null);
        return keys;
    }

    /// <exception cref="CisException">It cannot be had.</exception>
    internal async Task<AccessKeyLastUsed> ReadLastUseAsync(string accessKeyId, CancellationToken cancellationToken)
        => (await AskAsync(
            "iam:GetAccessKeyLastUsed",
            iam => iam.GetAccessKeyLastUsedAsync(new GetAccessKeyLastUsedRequest { AccessKeyId = accessKeyId }, cancellationToken),
            cancellationToken)).AccessKeyLastUsed;

    /// <summary>Deletes an access key of the root user; only for who is the root user. Sent once.</summary>
    /// <returns>AWS's id of the request.</returns>
    /// <exception cref="CisException">It was refused, or there is no telling.</exception>
    internal async Task<string?> DeleteKeyAsync(string accessKeyId, CancellationToken cancellationToken)
        => (await AskAsync(
            "iam:DeleteAccessKey", iam => iam.DeleteAccessKeyAsync(new DeleteAccessKeyRequest { AccessKeyId = accessKeyId }, cancellationToken), cancellationToken))
            .ResponseMetadata?.RequestId;

    private async Task<T> AskAsync<T>(string action, Func<AmazonIdentityManagementServiceClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return entry.Kind == EntryKind.Own ? await session.RenewingAsync(() => ask(Iam), cancellationToken) : await ask(Iam);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CisException(FaultOf(e, action), e);
        }
    }
}
