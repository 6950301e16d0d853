using System.Management.Automation;

namespace RootKeyCompliance.Shell;

/// <summary>Stands in for a cmdlet that the engine has not: whatever it is given, the error says where the cmdlet is to be had.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MissingCommand")]
internal sealed class MissingCommand : PSCmdlet
{
    // Takes what the real one would, so that binding does not complain first.
    [Parameter(ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object?[]? Arguments { get; set; }

    /// <summary>The hook for names that are not found. The engine drops what a hook throws: the error must come from a command.</summary>
    public static void Explain(object? sender, CommandLookupEventArgs lookup)
    {
        if (ProductCmdlets.Find(lookup.CommandName) is { } name)
        {
            lookup.Command = new CmdletInfo(name, typeof(MissingCommand));
        }
    }

    protected override void BeginProcessing()
    {
        var name = MyInvocation.MyCommand.Name;
        var way = "use PowerShell (https://aka.ms/powershell)";
        if (ProductCmdlets.ReadsReports(name))
        {
            way += ", or Test-CisRootAccessKey -ReportPath, which takes wildcards";
        }

        var message = $"'{name}' is not part of this shell, which has only the engine's own cmdlets; {way}.";
        var failure = new CommandNotFoundException(message) { CommandName = name };
        ThrowTerminatingError(new ErrorRecord(failure, nameof(CommandNotFoundException), ErrorCategory.ObjectNotFound, name));
    }
}
