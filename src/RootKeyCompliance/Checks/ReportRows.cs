using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Checks;

/// <summary>
/// Rows of credential reports on the pipeline, of one report or of many: the root users' rows are evidence, the others only tell
/// whose report it is. An account whose rows lack that of the root user is answered for at the end.
/// </summary>
internal sealed class ReportRows
{
    private readonly HashSet<(string Partition, string AccountId)> _withRoot = [];
    private readonly HashSet<(string Partition, string AccountId)> _seen = [];

    /// <summary>Takes a row.</summary>
    /// <returns>Evidence when it is a root user's, null otherwise.</returns>
    internal RootUserEvidence? Add(Func<string, string?> column)
    {
        var account = AwsAccountId.TryParseArn(column("arn"), out var partition, out var id, out _) ? (partition, id) : ("", "");
        _seen.Add(account);
        if (column("user") != CredentialReportRow.RootUser)
        {
            return null;
        }

        _withRoot.Add(account);
        try
        {
            return CredentialReportRow.ToEvidence(column);
        }
        catch (CisException e)
        {
            return Blank(account) with { Fault = e.Fault };
        }
    }

    /// <summary>The accounts whose root user was not among the rows.</summary>
    internal IEnumerable<RootUserEvidence> Missing()
        => _seen.Except(_withRoot).Select(account => Blank(account) with { Fault = CisFaults.RootRowMissing() });

    private static RootUserEvidence Blank((string Partition, string AccountId) account) => new()
    {
        Source = CisEvidenceSource.CredentialReport,
        SourceName = "rows",
        AccountId = account.AccountId.Length > 0 ? account.AccountId : null,
        Partition = account.Partition.Length > 0 ? account.Partition : null,
    };
}
