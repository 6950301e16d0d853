namespace RootKeyCompliance.TestKit;

/// <summary>The thorough mode, for nightly runs: ROOTKEYCOMPLIANCE_THOROUGH=1 runs large sweeps, many kills and long package tests in full.</summary>
internal static class Thorough
{
    internal static bool IsOn => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_THOROUGH") == "1";

    internal static int Choose(int normal, int thorough) => IsOn ? thorough : normal;
}
