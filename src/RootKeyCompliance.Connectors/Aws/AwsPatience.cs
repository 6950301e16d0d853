namespace RootKeyCompliance.Connectors.Aws;

/// <summary>How long AWS is waited for, and on which clock. Only tests are less patient.</summary>
internal sealed record AwsPatience
{
    internal static AwsPatience Default { get; } = new();

    /// <summary>No single request takes longer than this; retries come on top.</summary>
    internal TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this long without any answer of a service it is taken to be gone: longer than a network needs to find another way.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A container's or an instance's role answers within this, or is not there.</summary>
    internal TimeSpan Role { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A profile's credential process, sign-in or role gives credentials within this.</summary>
    internal TimeSpan Credentials { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest pause between two attempts of a request.</summary>
    internal TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock that waits for credential reports.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;
}
