using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>What the operations work on: the accounts, who may call, the time.</summary>
internal sealed class FakeCloud
{
    internal FakeCloud(FakeAwsOptions options)
    {
        Organization = options.Organization;
        Time = options.TimeProvider;
        Sessions = new SessionMint(options.Seed);
        Callers = new CallerDirectory(this);

        foreach (var account in options.Accounts)
        {
            Add(account);
        }

        if (!Accounts.ContainsKey(FakeCredential.TestAccountId))
        {
            var management = FakeAccounts.NoKey(FakeCredential.TestAccountId);
            management.Name = "management";
            Add(management);
        }

        foreach (var topic in options.Topics)
        {
            Topics[topic.Arn] = topic;
        }

        Callers.Register(FakeCredential.Test);
        foreach (var credential in options.Credentials)
        {
            Callers.Register(credential);
        }
    }

    internal ConcurrentDictionary<string, FakeAccount> Accounts { get; } = new(StringComparer.Ordinal);

    internal FakeOrganization? Organization { get; }

    internal ConcurrentDictionary<string, FakeTopic> Topics { get; } = new(StringComparer.Ordinal);

    internal TimeProvider Time { get; }

    internal SessionMint Sessions { get; }

    internal CallerDirectory Callers { get; }

    internal void Add(FakeAccount account)
    {
        if (!Accounts.TryAdd(account.Id, account))
        {
            throw new ArgumentException($"The server already has an account {account.Id}.", nameof(account));
        }
    }
}
