using System.Management.Automation;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.Commands;

/// <summary>Makes a notifier on the spot, for -Notifier or for Set-CisNotifier. Stores nothing and sends nothing.</summary>
[Cmdlet(VerbsCommon.New, "CisNotifier")]
[OutputType(typeof(CisNotifier))]
public sealed class NewCisNotifierCommand : NotifierCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() => WriteObject(ReadNotifier()));
}
