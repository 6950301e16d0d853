using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>What the shell was asked to do.</summary>
internal enum ShellAction
{
    ReadLoop,
    Command,
    File,
    StandardInput,
    Demo,
    Help,
    Version,
}

/// <summary>The command line, understood.</summary>
internal sealed record CommandLine
{
    public ShellAction Action { get; init; }

    /// <summary>The script of <c>-Command</c>, or the full path of <c>-File</c>.</summary>
    public string Text { get; init; } = "";

    /// <summary>What follows the path after <c>-File</c>, ready to bind.</summary>
    public IReadOnlyList<CommandParameter> Arguments { get; init; } = [];

    public bool NonInteractive { get; init; }

    /// <summary>Whether the loop begins with its prompt alone.</summary>
    public bool NoLogo { get; init; }

    /// <summary>Why the command line cannot be used; null when it can.</summary>
    public string? Error { get; init; }
}
