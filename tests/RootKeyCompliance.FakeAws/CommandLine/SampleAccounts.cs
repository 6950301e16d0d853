using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>The accounts a person finds when trying the program: one of every kind.</summary>
public static class SampleAccounts
{
    /// <summary>The management account, and one account of every kind that is named after it.</summary>
    public static IReadOnlyList<FakeAccount> All(FakeAccountKind testAccountKind)
    {
        var management = FakeAccounts.Create(FakeCredential.TestAccountId, testAccountKind);
        management.Name = "management";
        var accounts = new List<FakeAccount> { management };
        foreach (var kind in Enum.GetValues<FakeAccountKind>())
        {
            var account = FakeAccounts.Create((100_000_000_001L + (int)kind).ToString(CultureInfo.InvariantCulture), kind);
            account.Name = ProgramOptions.KebabCase(kind);
            accounts.Add(account);
        }

        return accounts;
    }

    /// <summary>Who can sign, one line each.</summary>
    internal static void Print(IEnumerable<FakeAccount> accounts, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"kind",-13} {"account",-13} {"signs as",-9} {"access key id",-21} secret");
        foreach (var account in accounts)
        {
            if (string.Equals(account.Id, FakeCredential.TestAccountId, StringComparison.Ordinal))
            {
                Line(output, account, "user", FakeCredential.Test.AccessKeyId, FakeCredential.Test.SecretKey);
                continue;
            }

            Line(output, account, "user", account.UserCredential.AccessKeyId, account.UserCredential.SecretKey);
            foreach (var key in account.RootAccessKeys)
            {
                Line(output, account, key.Active ? "root" : "inactive", key.AccessKeyId, key.SecretKey);
            }
        }
    }

    private static void Line(TextWriter output, FakeAccount account, string who, string accessKeyId, string secret) =>
        output.WriteLine($"{account.Name,-13} {account.Id,-13} {who,-9} {accessKeyId,-21} {secret}");
}
