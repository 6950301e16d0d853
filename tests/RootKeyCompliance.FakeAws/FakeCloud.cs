using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>What the operations work on: the accounts, who may call, the time.</summary>
internal sealed class FakeCloud
{
    private readonly Lock _gate = new();
    private volatile AccountOrder? _order;

    internal FakeCloud(FakeAwsOptions options)
    {
        Organization = options.Organization;
        Tree = Organization is null ? null : new OrganizationTree(Organization);
        Time = options.TimeProvider;
        IdentityProviders = options.IdentityProviders;
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

    /// <summary>Null: the accounts are in no organization.</summary>
    internal OrganizationTree? Tree { get; }

    /// <summary>The accounts as they stand now.</summary>
    internal AccountOrder Order
    {
        get
        {
            if (_order is { } order)
            {
                return order;
            }

            lock (_gate)
            {
                return _order ??= new AccountOrder(Accounts.Values, Tree);
            }
        }
    }

    internal ConcurrentDictionary<string, FakeTopic> Topics { get; } = new(StringComparer.Ordinal);

    internal IReadOnlyList<FakeIdentityProvider> IdentityProviders { get; }

    internal TimeProvider Time { get; }

    internal SessionMint Sessions { get; }

    internal CallerDirectory Callers { get; }

    internal void Add(FakeAccount account)
    {
        Tree?.Admit(account.OrganizationalUnitIds);
        account.Cloud = this;
        if (!Accounts.TryAdd(account.Id, account))
        {
            throw new ArgumentException($"The server already has an account {account.Id}.", nameof(account));
        }

        Reorder();
    }

    /// <summary>After an account has come or moved.</summary>
    internal void Reorder()
    {
        lock (_gate)
        {
            _order = null;
        }
    }
}
