using System.Management.Automation;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>Removes a notifier, with all its targets, from the user's configuration.</summary>
[Cmdlet(VerbsCommon.Remove, "CisNotifier", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveCisNotifierCommand : CisCommand
{
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Names as they stand: wildcards are not followed. From the pipeline, also by property name, as Get-CisNotifier has it. Flowpipe's
    /// <c>notifier.security</c> is <c>security</c>.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        // Get-CisNotifier emits one object for each target: the second of a name is gone with the first.
        foreach (var name in Name.Where(name => _seen.Add(ConfigurationName.OfNotifier(name))))
        {
            Remove(name);
        }
    });

    private void Remove(string name)
    {
        var bare = ConfigurationName.OfNotifier(name);
        var targets = ConfiguredNotifiers(bare);
        if (targets.Count > 0 && !ShouldProcess(string.Join("; ", targets), "Remove notifier"))
        {
            return;
        }

        // Another process may have been faster.
        if (targets.Count == 0 || !UserConfiguration.RemoveNotifier(bare, StopToken))
        {
            var isBuiltIn = bare.Equals(CisNotifier.Console.Name, StringComparison.OrdinalIgnoreCase);
            WriteError(ErrorRecords.From(isBuiltIn ? CisFaults.NotifierBuiltIn(name) : CisFaults.NotifierNotFound(name), name));
        }
    }
}
