namespace RootKeyCompliance.Fakes;

/// <summary>What a server is started with.</summary>
public sealed class FakeAwsOptions
{
    /// <summary>Account 123456789012 is added when it is not among them.</summary>
    public IReadOnlyList<FakeAccount> Accounts { get; init; } = [];

    /// <summary>Callers beside <see cref="FakeCredential.Test"/>, the accounts' own users and their root keys.</summary>
    public IReadOnlyList<FakeCredential> Credentials { get; init; } = [];

    /// <summary>The topics that can be published to.</summary>
    public IReadOnlyList<FakeTopic> Topics { get; init; } = [];

    /// <summary>Who issues the tokens of AssumeRoleWithWebIdentity.</summary>
    public IReadOnlyList<FakeIdentityProvider> IdentityProviders { get; init; } = [];

    /// <summary>Null: the accounts are in no organization.</summary>
    public FakeOrganization? Organization { get; init; } = new();

    /// <summary>Every answer waits so long.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How many requests are too many; they run on <see cref="TimeProvider"/>.</summary>
    public FakeQuotas Quotas { get; init; } = new();

    public FakeFaultMix Faults { get; init; } = new();

    /// <summary>Decides the faults and the session keys.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock for signatures, sessions, quotas and reports; latency and stalls run on the real one.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>False: requests are counted, not kept. For very long runs.</summary>
    public bool KeepRequests { get; init; } = true;
}
