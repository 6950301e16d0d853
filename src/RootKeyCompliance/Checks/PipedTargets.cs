using System.Management.Automation;

namespace RootKeyCompliance.Checks;

/// <summary>What comes down the pipeline, each thing as what it is: accounts are looked at, files read, rows and summaries judged as they stand.</summary>
/// <param name="runner">Looks and judges.</param>
/// <param name="literal">Turns a PowerShell path into a file, by name as it stands.</param>
/// <param name="label">The account's name as given on the command line: a piped file has a Name, too, which is not its account's.</param>
internal sealed class PipedTargets(CheckRunner runner, Func<string, string> literal, string? label)
{
    private readonly ReportRows _rows = new();

    /// <param name="input">What came.</param>
    /// <param name="accountId">The ids that were said of it, or that it says itself.</param>
    /// <param name="accountName">The name that was said of it, or that it says itself.</param>
    /// <exception cref="CisException">What was said does not fit what came.</exception>
    internal void Check(PSObject input, string[]? accountId, string? accountName)
    {
        var ids = accountId?.Where(id => !string.IsNullOrEmpty(id)).ToArray() is { Length: > 0 } given ? given : null;
        switch (InputReader.Read(input))
        {
            case CheckInput.Unlisted unlisted:
                runner.Check(unlisted.Listed);
                break;
            case CheckInput.ReportFile file:
                runner.CheckReport(literal(file.Path), evidence => Label(evidence, ids));
                break;
            case CheckInput.ReportRow row:
                if (_rows.Add(row.Column) is { } root)
                {
                    runner.Judge(Label(root, ids));
                }

                break;
            case CheckInput.Summary summary:
                Judge(summary, ids, accountName);
                break;
            case CheckInput.Account { Target: var target }:
                Check(target, ids, accountName);
                break;
            case CheckInput.Unknown when ids is not null:
                foreach (var id in ids)
                {
                    runner.Check(new AccountTarget(id, accountName, null));
                }

                break;
            case CheckInput.Unknown unknown:
                runner.Judge(new RootUserEvidence
                {
                    Source = CisEvidenceSource.AccountSummary,
                    SourceName = $"an object of type {unknown.TypeName}",
                    Fault = CisFaults.InvalidInputObject(),
                });
                break;
            case var other:
                throw new InvalidOperationException(other.GetType().Name);
        }
    }

    /// <summary>Answers for the accounts whose root user was not among the rows.</summary>
    internal void Complete()
    {
        foreach (var missing in _rows.Missing())
        {
            runner.Judge(missing);
        }
    }

    /// <summary>An account says which it is: what was said of it has to agree. One that does not say is the one, or the ones, that were said.</summary>
    private void Check(AccountTarget target, string[]? ids, string? accountName)
    {
        if (ids is null)
        {
            runner.Check(target);
            return;
        }

        var own = AwsAccountId.IsValid(target.AccountId) ? target.AccountId : null;
        if (own is not null && !ids.Contains(own))
        {
            runner.Judge(target.ToEvidence(CisEvidenceSource.Iam) with { Fault = CisFaults.AnotherAccount(string.Join(" or ", ids), own), AccountState = null });
            return;
        }

        foreach (var id in own is null ? ids : [own])
        {
            runner.Check(target with { AccountId = id, AccountName = accountName ?? target.AccountName });
        }
    }

    private void Judge(CheckInput.Summary summary, string[]? ids, string? accountName)
    {
        if (ids is { Length: > 1 })
        {
            throw new CisException(CisFaults.ParameterConflict("More than one -AccountId", "an account summary"));
        }

        var seen = AccountSummaryEvidence.FromSummary(summary.Value) with { AccountId = ids?[0], AccountName = accountName };
        runner.Judge(seen.AccountId is null || AwsAccountId.IsValid(seen.AccountId)
            ? seen
            : seen with { Fault = CisFaults.InvalidAccountId(seen.AccountId) });
    }

    /// <summary>A report names its account: what was said of it has to agree.</summary>
    private RootUserEvidence Label(RootUserEvidence evidence, string[]? ids)
    {
        var labelled = evidence with { AccountName = label };
        return ids is null || evidence.AccountId is not { } account || ids.Contains(account)
            ? labelled
            : labelled with { Fault = CisFaults.ReportOfAnotherAccount(string.Join(" or ", ids), account) };
    }
}
