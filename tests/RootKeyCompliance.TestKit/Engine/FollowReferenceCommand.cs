using System.Management.Automation;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.TestKit;

/// <summary>Emits what a reference leads to, as a command that sends reads it.</summary>
[Cmdlet("Read", "Reference")]
public sealed class FollowReferenceCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string? Text { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(new SettingReader(this).Follow(Text!));
        }
        catch (CisException e)
        {
            ThrowTerminatingError(new ErrorRecord(e, e.Fault.ErrorId, ErrorCategory.NotSpecified, null));
        }
    }
}
