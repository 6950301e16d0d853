using System.Management.Automation;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>Lists the notifiers that -Notifier finds by name: the configured ones, one object for each target, and the built-in console.</summary>
[Cmdlet(VerbsCommon.Get, "CisNotifier")]
[OutputType(typeof(CisNotifier))]
public sealed class GetCisNotifierCommand : CisCommand
{
    /// <summary>Names; wildcards are followed. Flowpipe's <c>notifier.security</c> is <c>security</c>. Nothing given: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        var all = KnownNotifiers();
        foreach (var name in Name)
        {
            var pattern = Pattern(ConfigurationName.OfNotifier(name));
            var found = all.Where(notifier => pattern.IsMatch(notifier.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ErrorRecords.From(CisFaults.NotifierNotFound(name), name));
            }

            WriteObject(found, enumerateCollection: true);
        }
    });
}
