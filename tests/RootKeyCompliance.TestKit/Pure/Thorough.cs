namespace RootKeyCompliance.TestKit;

/// <summary>The thorough mode: the environment variable <c>ROOTKEYCOMPLIANCE_THOROUGH=1</c> turns on large sizes and long runs.</summary>
internal static class Thorough
{
    internal static bool IsOn => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_THOROUGH") == "1";

    internal static int Choose(int normal, int thorough) => IsOn ? thorough : normal;
}
