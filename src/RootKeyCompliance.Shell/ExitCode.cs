namespace RootKeyCompliance.Shell;

/// <summary>The exit codes that do not come from a script; the same numbers pwsh uses.</summary>
internal static class ExitCode
{
    internal const int Success = 0;

    internal const int Failure = 1;

    internal const int BadCommandLine = 64;

    /// <summary>128 + SIGINT, as every Unix shell reports it.</summary>
    internal const int Interrupted = 130;
}
