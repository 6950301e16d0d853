using System.Collections;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// The SDK reads AWS_MAX_ATTEMPTS, AWS_USE_FIPS_ENDPOINT and their like once per process. A PowerShell session lives long, and
/// its user sets variables on the way: when one has changed, the SDK reads them again.
/// </summary>
internal static class SdkEnvironment
{
    private static readonly object Gate = new();
    private static string? _seen;

    internal static void Refresh()
    {
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

    private static string Snapshot() => string.Join(
        '\n',
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => variable.Key is string name && name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
            .Select(variable => $"{variable.Key}={variable.Value}")
            .Order(StringComparer.Ordinal));
}
