namespace RootKeyCompliance.TestKit;

/// <summary>What the error ids of each command end with.</summary>
internal static class CommandNames
{
    internal const string Get = "RootKeyCompliance.Commands.GetCisAccountCommand";
    internal const string Invoke = "RootKeyCompliance.Commands.InvokeCisPipelineCommand";
    internal const string Remove = "RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand";
    internal const string Test = "RootKeyCompliance.Commands.TestCisRootAccessKeyCommand";
}
