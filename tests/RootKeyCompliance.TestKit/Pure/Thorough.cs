namespace RootKeyCompliance.TestKit;

/// <summary>The thorough mode of the tests: large runs have their full size when ROOTKEYCOMPLIANCE_THOROUGH is 1.</summary>
internal static class Thorough
{
    internal static bool IsOn => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_THOROUGH") == "1";

    internal static int Choose(int normal, int thorough) => IsOn ? thorough : normal;
}
