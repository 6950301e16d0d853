namespace RootKeyCompliance.Fakes;

/// <summary>A bucket of requests: <paramref name="Burst"/> when full, refilled with so many a second; 0: never.</summary>
public sealed record FakeQuota(double PerSecond, int Burst)
{
    internal bool IsValid => PerSecond >= 0 && double.IsFinite(PerSecond) && Burst >= 1;
}

/// <summary>How many requests are taken before they are answered as throttled; null: any number.</summary>
public sealed record FakeQuotas
{
    /// <summary>AssumeRole, AssumeRoot and GetCallerIdentity together, for each account that calls and each region.</summary>
    public FakeQuota? Sts { get; init; }

    /// <summary>For each account that is asked about and each action.</summary>
    public FakeQuota? Iam { get; init; }

    /// <summary>For the organization as a whole.</summary>
    public FakeQuota? Organizations { get; init; }

    /// <summary>Organizations refuses what comes while it answers something else.</summary>
    public bool OneOrganizationsRequestAtATime { get; init; }

    /// <summary>For all requests of the server together.</summary>
    public FakeQuota? Server { get; init; }
}
