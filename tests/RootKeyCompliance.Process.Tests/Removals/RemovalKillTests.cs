using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>A process is killed between a request and its response: the audit file and the next run account for every key.</summary>
public sealed class RemovalKillTests
{
    private const int AtOnce = 4;

    private static readonly int Kills = Thorough.Choose(6, 50);
    private static readonly string[] Ends = ["Deleted", "AlreadyGone"];
    private static readonly string[] Keys = ["AKIA…1111", "AKIA…2222"];

    [Fact]
    public async Task Audit_and_a_new_run_account_for_every_key_after_each_kill()
    {
        var accounts = Enumerable.Range(0, Kills)
            .Select(index => RootKeys.In(FakeAccounts.IdOf(index), RootKeys.Key("1111"), RootKeys.Key("2222"))).ToArray();
        await using var lab = await AwsLab.WithHostAsync(accounts);
        using var folder = new TemporaryFolder();

        // Before the request takes effect, after it, and before the response is read to its end.
        FakeFault[] moments = [FakeFault.Stall, FakeFault.TruncatedBody, FakeFault.Delay(TimeSpan.FromMilliseconds(1))];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Kills),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (index, token) => await KillAsync(lab, accounts[index].Id, moments[index % moments.Length], Path.Combine(folder.Path, $"{index}.jsonl"), token));

        var isHalfDone = 0;
        foreach (var (account, index) in accounts.Select((account, index) => (account, index)))
        {
            var audit = Path.Combine(folder.Path, $"{index}.jsonl");
            var before = Events(audit);
            Assert.NotEmpty(before);
            var left = lab.Aws.Account(account.Id).RootAccessKeys.Select(key => KeyIds.Mask(key.AccessKeyId)).ToList();

            // Each deletion was announced first. A line without an end tells a reader where to look.
            foreach (var gone in Keys.Except(left, StringComparer.Ordinal))
            {
                Assert.Contains(("Deleting", gone), before);
            }

            isHalfDone += before.GroupBy(line => line.Key, StringComparer.Ordinal).Count(lines => lines.Last().Event == "Deleting");
            lab.Session.With("id", account.Id).With("audit", audit);
            var run = lab.Remove("Remove-CisRootAccessKey $id @aws -Confirm:$false -AuditPath $audit");

            Assert.Empty(run.Errors);
            Assert.Empty(lab.Aws.Account(account.Id).RootAccessKeys);
            Assert.Equal(left.DefaultIfEmpty("-").Sorted(), run.Removals().Select(removal => removal.AccessKeyId ?? "-").Sorted());
            Assert.All(run.Removals(), removal => Assert.True(Ends.Contains($"{removal.Outcome}", StringComparer.Ordinal)));
            Assert.All(run.Removals(), removal => Assert.True(removal.Verified));
        }

        Assert.True(isHalfDone >= Kills / 2, $"Only {isHalfDone} kills came between request and answer.");
    }

    private static async Task KillAsync(AwsLab lab, string account, FakeFault moment, string audit, CancellationToken cancellationToken)
    {
        lab.Aws.Faults.Next("DeleteAccessKey", moment, accountId: account);
        var arrived = lab.Aws.Requests.WaitAsync(request => request.Action == "DeleteAccessKey" && request.TargetAccountId == account, cancellationToken);
        using var process = ModuleProcess.Start(
            $"Remove-CisRootAccessKey {account} -EndpointUrl {lab.Aws.Url} -AccessKey test -SecretKey test -Region us-east-1 -Confirm:$false -AuditPath {audit}",
            Repository.Root);
        var ended = process.WaitForExitAsync(cancellationToken);
        Assert.Same(arrived, await Task.WhenAny(arrived, ended));
        ChildProcess.Kill(process);
        await ended;
    }

    /// <summary>The complete lines: the kill may have cut the last one.</summary>
    private static List<(string Event, string Key)> Events(string audit)
    {
        var events = new List<(string, string)>();
        foreach (var line in File.ReadAllText(audit).Split('\n')[..^1])
        {
            using var json = JsonDocument.Parse(line);
            events.Add((json.RootElement.GetProperty("event").GetString()!, json.RootElement.GetProperty("accessKeyId").GetString()!));
        }

        return events;
    }
}
