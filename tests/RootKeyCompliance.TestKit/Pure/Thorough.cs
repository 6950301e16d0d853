namespace RootKeyCompliance.TestKit;

/// <summary>Whether large runs keep their full size: the environment variable ROOTKEYCOMPLIANCE_THOROUGH is 1.</summary>
internal static class Thorough
{
    internal static bool IsOn => Environment.GetEnvironmentVariable("ROOTKEYCOMPLIANCE_THOROUGH") == "1";

    internal static int Choose(int normal, int thorough) => IsOn ? thorough : normal;
}
