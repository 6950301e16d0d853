using System.Management.Automation;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Tells people about findings, and about keys that were to be deleted: one digest per control and notifier, when the last finding has arrived.
/// The receipts (<see cref="CisDelivery"/>) are on the information stream.
/// </summary>
[Cmdlet(VerbsCommunications.Send, "CisNotification", SupportsShouldProcess = true)]
[OutputType(typeof(CisFinding), typeof(CisKeyRemoval))]
public sealed class SendCisNotificationCommand : CisCommand
{
    private readonly List<object> _passedThrough = [];
    private readonly List<CisNotification> _again = [];
    private IReadOnlyList<CisNotifier> _notifiers = [];
    private CisDigest? _digest;

    /// <summary>
    /// Findings and removals from the pipeline, also from jobs, remote sessions, Import-Clixml and <c>(Get-Content report.json -Raw |
    /// ConvertFrom-Json).findings</c>; or what a notifier could not be told, which is sent again: a <c>CisNotification</c>, or the error
    /// <c>DeliveryFailed</c> that has it.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Names of notifiers, or notifier objects. Default: <c>default</c>, the console. Flowpipe's <c>notifier.default</c> is the same.
    /// </summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Notifier { get; set; } = [CisNotifier.Console.Name];

    /// <summary>How much to say, default <c>info</c>.</summary>
    [Parameter]
    public CisNotificationLevel NotificationLevel { get; set; } = CisNotificationLevel.Info;

    /// <summary>
    /// Emits findings and removals again, for the next command, once they are sent, and before the errors of notifiers that could not be told.
    /// </summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        _notifiers = NotifierList.Resolve(Notifier, ConfiguredNotifiers);
        _digest = new CisDigest(NotificationLevel);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in Each(InputObject!))
        {
            Take(item);
        }
    }

    private void Take(PSObject input)
    {
        switch (input.BaseObject)
        {
            case CisNotification notification:
                _again.Add(notification);
                return;
            case ErrorRecord { TargetObject: CisNotification undelivered }:
                _again.Add(undelivered);
                return;

            // Of an -ErrorVariable: what could not be checked stands among what could not be delivered.
            case ErrorRecord other:
                WriteVerbose($"Nothing to send in the error {other.FullyQualifiedErrorId}.");
                return;
            default:
                break;
        }

        if (FindingReader.Read(input) is { } finding)
        {
            _digest!.Add(finding);
            if (PassThru)
            {
                _passedThrough.Add(finding);
            }
        }
        else if (RemovalReader.Read(input) is { } removal)
        {
            _digest!.Add(removal);
            if (PassThru)
            {
                _passedThrough.Add(removal);
            }
        }
        else
        {
            ReportNoFinding(input);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        var sender = new NotificationSender(this, Write, StopToken);
        sender.ReportErrorsAfter(() =>
        {
            foreach (var notification in _again.Concat(_digest!.Notifications()))
            {
                // What comes back from a notifier goes there again, unless somebody says otherwise.
                var notifiers = notification.Notifier is { } failed && !MyInvocation.BoundParameters.ContainsKey(nameof(Notifier)) ? [failed] : _notifiers;
                sender.Send(sender.Open(notifiers, notification.Title, notification.Level), notification);
            }

            // Last: a downstream command that has had enough must not keep anybody from being told.
            WriteObject(_passedThrough, enumerateCollection: true);
        });
    });
}
