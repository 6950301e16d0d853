using System.Collections;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// The SDK reads AWS_MAX_ATTEMPTS, AWS_USE_FIPS_ENDPOINT, AWS_CONFIG_FILE and their like once per process. A PowerShell session lives
/// long, and its user sets variables on the way: when one has changed, the SDK reads them again.
/// </summary>
internal static class SdkEnvironment
{
    private static readonly object Gate = new();
    private static string? _seen;

    internal static void Refresh()
    {
        PointToProfiles();
        var now = Snapshot();
        lock (Gate)
        {
            // Only then: the SDK's copy is empty for a moment, and other checks may be under way.
            if (_seen != now)
            {
                FallbackInternalConfigurationFactory.Reset();
                FallbackRegionFactory.Reset();
                _seen = now;
            }
        }
    }

    /// <summary>
    /// The same profile name in another file is another account. The SDK keeps the paths that it found first, and passes over a file
    /// that a variable names and that is missing; it has no public way to say otherwise.
    /// </summary>
    private static void PointToProfiles()
    {
        var home = Variable("HOME") ?? Variable("USERPROFILE") ?? Directory.GetCurrentDirectory();
        SetPath(nameof(SharedCredentialsFile.DefaultFilePath), Variable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(home, ".aws", "credentials"));
        SetPath(nameof(SharedCredentialsFile.DefaultConfigFilePath), Variable("AWS_CONFIG_FILE") ?? Path.Combine(home, ".aws", "config"));
    }

    private static void SetPath(string property, string path) => typeof(SharedCredentialsFile).GetProperty(property)!.SetValue(null, path);

    /// <summary>A variable's value; null when it is not set or empty, which AWS takes for the same.</summary>
    internal static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Snapshot() => string.Join(
        '\n',
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => variable.Key is string name && name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
            .Select(variable => $"{variable.Key}={variable.Value}")
            .Order(StringComparer.Ordinal));
}
