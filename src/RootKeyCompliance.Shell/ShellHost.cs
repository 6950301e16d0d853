using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace RootKeyCompliance.Shell;

/// <summary>The program as the engine sees it.</summary>
internal sealed class ShellHost(ShellUI ui) : PSHost
{
    public override string Name => "RootKeyCompliance.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ui;

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <summary>Set by <c>exit n</c>.</summary>
    public int? RequestedExitCode { get; private set; }

    /// <summary>The loop a person types into; null where there is none, and so nothing to nest.</summary>
    public ReadLoop? Loop { get; set; }

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt()
    {
        if (Loop is null)
        {
            throw new PSNotSupportedException("There is no prompt to return to: the shell runs a script.");
        }

        Loop.RunNested();
    }

    public override void ExitNestedPrompt() => Loop?.EndNested();

    public override void NotifyBeginApplication() => ui.ClearProgress();

    public override void NotifyEndApplication()
    {
        // Nothing of the console was changed for the application.
    }
}
