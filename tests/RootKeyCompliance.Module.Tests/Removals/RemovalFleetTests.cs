using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class RemovalFleetTests
{
    private static readonly int Accounts = Thorough.Choose(250, 1000);
    private static readonly int Keys = Accounts * 12 / 100;

    [Fact]
    public async Task Exactly_the_keys_with_consent_are_deleted()
    {
        var accounts = Fleet();
        var all = accounts.SelectMany(account => account.RootAccessKeys).ToList();
        Assert.Equal(Keys, all.Count);

        // Of the questions every third one is answered with no.
        var host = new AnsweringHost([.. Enumerable.Range(0, Keys).Select(index => index % 3 == 2 ? "No" : "Yes")]);
        await using var lab = await AwsLab.WithHostAsync(host, null, accounts);
        using var folder = new TemporaryFolder();
        var audit = Path.Combine(folder.Path, "audit.jsonl");
        lab.Session.With("audit", audit);

        using var running = lab.Session.Start(
            "Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess | Where-Object Status -eq Fail | Remove-CisRootAccessKey @aws -AuditPath $audit");
        var run = running.Wait(TimeSpan.FromSeconds(120));

        Assert.Null(run.Failure);
        Assert.Empty(run.Errors);
        var removals = run.Removals();
        Assert.Equal(Keys, removals.Count);
        Assert.Equal(Keys, removals.Select(removal => $"{removal.AccountId} {removal.AccessKeyId}").Distinct(StringComparer.Ordinal).Count());

        // A third of the keys was used recently: nobody was asked about these.
        var refused = removals.Where(removal => removal.Outcome == CisRemovalOutcome.Refused).ToList();
        Assert.Equal(Keys / 3, refused.Count);
        Assert.All(refused, removal => Assert.Equal("AccessKeyRecentlyUsed", removal.ErrorId));
        Assert.Equal(Keys - refused.Count, host.Questions.Count);

        // The server's own log says the same as the consents, and so does what is left.
        var consented = removals.Where(removal => removal.Outcome == CisRemovalOutcome.Deleted).ToList();
        Assert.All(consented, removal => Assert.True(removal.Verified));
        Assert.Equal(host.Questions.Count - (host.Questions.Count / 3), consented.Count);
        var requests = lab.Aws.Requests.Of("DeleteAccessKey");
        Assert.All(requests, request => Assert.Equal(200, request.Status));
        Assert.Equal(Names(consented), requests.Select(request => $"{request.TargetAccountId} {KeyIds.Mask(request.TargetAccessKeyId!)}").Sorted());
        var left = lab.Aws.Accounts.SelectMany(account => account.RootAccessKeys.Select(key => $"{account.Id} {KeyIds.Mask(key.AccessKeyId)}")).Sorted();
        Assert.Equal(Names(removals.Except(consented)), left);

        AssertAudited(File.ReadAllLines(audit), removals);
        Assert.DoesNotContain("AKIAROOTKEY", File.ReadAllText(audit), StringComparison.Ordinal);
    }

    private static void AssertAudited(string[] lines, IReadOnlyList<CisKeyRemoval> removals)
    {
        var seen = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var key = $"{json.RootElement.GetProperty("accountId")} {json.RootElement.GetProperty("accessKeyId")}";
            (seen.TryGetValue(key, out var events) ? events : seen[key] = []).Add(json.RootElement.GetProperty("event").GetString()!);
        }

        Assert.Equal(removals.Count, seen.Count);
        foreach (var removal in removals)
        {
            string[] expected = removal.Outcome == CisRemovalOutcome.Deleted ? ["Deleting", "Answered", "Deleted"] : [$"{removal.Outcome}"];
            Assert.Equal<IEnumerable<string>>(expected, seen[$"{removal.AccountId} {removal.AccessKeyId}"]);
        }
    }

    private static string[] Names(IEnumerable<CisKeyRemoval> removals) => removals.Select(removal => $"{removal.AccountId} {removal.AccessKeyId}").Sorted();

    /// <summary>Of 25 accounts one has one key and one has two: active and inactive, used long ago, never, or yesterday.</summary>
    private static FakeAccount[] Fleet()
    {
        var number = 0;
        return [.. Enumerable.Range(0, Accounts).Select(index => RootKeys.In(
            FakeAccounts.IdOf(index), [.. Enumerable.Range(0, index % 25 == 3 ? 1 : index % 25 == 14 ? 2 : 0).Select(_ => Key(number++))]))];

        static FakeRootAccessKey Key(int number) => RootKeys.Key(
            FormattableString.Invariant($"{number:0000}"), active: number % 2 == 0, usedDaysAgo: (number % 3) switch { 0 => 1, 1 => 300, _ => null });
    }
}
