namespace RootKeyCompliance.TestKit;

/// <summary>Whether large runs have their full size: ROOTKEYCOMPLIANCE_THOROUGH=1. See CONTRIBUTING.md.</summary>
internal static class Thorough
{
    internal static bool IsOn => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_THOROUGH") == "1";

    internal static int Choose(int normal, int thorough) => IsOn ? thorough : normal;
}
