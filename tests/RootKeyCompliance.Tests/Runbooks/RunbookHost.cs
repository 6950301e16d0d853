namespace RootKeyCompliance.Tests.Runbooks;

/// <summary>What runs the scripts.</summary>
public enum RunbookHost
{
    /// <summary>The engine in this process, with the module imported through its manifest, and MissingCommands.ps1.</summary>
    Engine,

    /// <summary>A pwsh of its own, where there is one.</summary>
    Pwsh,
}
