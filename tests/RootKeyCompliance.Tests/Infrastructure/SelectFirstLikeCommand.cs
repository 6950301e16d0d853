using System.Management.Automation;
using System.Reflection;

namespace RootKeyCompliance.Tests.Infrastructure;

/// <summary>
/// Passes one object on and then ends what comes before it, as Select-Object -First 1 does: with an exception that is internal to the
/// engine, whose Select-Object is not here.
/// </summary>
[Cmdlet(VerbsCommon.Select, "FirstLike")]
public sealed class SelectFirstLikeCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        var type = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, binder: null, [this], culture: null)!;
    }
}
