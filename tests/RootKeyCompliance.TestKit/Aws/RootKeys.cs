namespace RootKeyCompliance.TestKit;

/// <summary>Accounts with given root access keys.</summary>
internal static class RootKeys
{
    internal const string Member = "222233334444";

    internal static FakeAccount In(params FakeRootAccessKey[] keys) => In(Member, keys);

    internal static FakeAccount In(string id, params FakeRootAccessKey[] keys)
    {
        var account = FakeAccounts.NoKey(id);
        account.RootAccessKeys = [.. keys];
        return account;
    }

    /// <summary>A key that was never used, unless a time is given.</summary>
    internal static FakeRootAccessKey Key(string suffix, bool active = true, int? usedDaysAgo = null, int ageInDays = 400) => new($"AKIAROOTKEY0{suffix}")
    {
        Active = active,
        CreateDate = DateTimeOffset.UtcNow.AddDays(-ageInDays),
        LastUsedDate = usedDaysAgo is { } days ? DateTimeOffset.UtcNow.AddDays(-days) : null,
        LastUsedService = usedDaysAgo is null ? "N/A" : "s3",
        LastUsedRegion = usedDaysAgo is null ? "N/A" : "eu-west-1",
    };

    /// <summary>AWS's answer to ListAccessKeys.</summary>
    internal static FakeFault Listed(params (string Id, string Status)[] keys) => FakeFault.Respond(
        200,
        "<ListAccessKeysResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListAccessKeysResult><AccessKeyMetadata>"
        + string.Concat(keys.Select(key => $"<member><AccessKeyId>{key.Id}</AccessKeyId><Status>{key.Status}</Status><CreateDate>2024-01-01T00:00:00Z</CreateDate></member>"))
        + "</AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult></ListAccessKeysResponse>");

    /// <summary>The caller whose keys are an account's first root access key.</summary>
    internal static FakeCredential Caller(FakeAccount account) => FakeCredential.Test with
    {
        AccessKeyId = account.RootAccessKeys[0].AccessKeyId,
        SecretKey = account.RootAccessKeys[0].SecretKey,
    };

    internal static IReadOnlyList<CisKeyRemoval> Removals(this SessionRun run) => [.. run.Output.Select(item => item.BaseObject).OfType<CisKeyRemoval>()];

    /// <summary>Key, outcome and error id of each, sorted.</summary>
    internal static string[] Outcomes(this SessionRun run)
        => run.Removals().Select(removal => $"{removal.AccessKeyId ?? removal.AccountId ?? "-"} {removal.Outcome} {removal.ErrorId}".Trim()).Sorted();
}
