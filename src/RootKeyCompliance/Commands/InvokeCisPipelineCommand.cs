using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Runs a pipeline as Flowpipe does: detects, then notifies. Checks the account that the credentials belong to.
/// Emits nothing unless -PassThru is given.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CisPipeline", SupportsShouldProcess = true)]
[OutputType(typeof(CisFinding))]
public sealed class InvokeCisPipelineCommand : AwsCommand
{
    private CheckRunner? _runner;

    /// <summary>The pipeline's whole or short name, such as aws_cis.pipeline.cis_v400_1_4 or cis_v400_1_4.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ControlIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Names of notifiers, or notifiers themselves.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Notifier { get; set; } = [CisNotifier.Console.Name];

    /// <summary>How much to say: error, info or verbose.</summary>
    [Parameter]
    public CisNotificationLevel NotificationLevel { get; set; } = CisNotificationLevel.Info;

    /// <summary>Emits the findings.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        var pipeline = CisPipelineCatalogue.Get(Name);
        var options = ReadAwsOptions();
        var notifiers = NotifierList.Resolve(Notifier, ConfiguredNotifiers);
        var sender = new NotificationSender(this, Write, StopToken);
        var findings = new List<CisFinding>();
        _runner = new CheckRunner(pipeline, allowInactiveKey: false, throttleLimit: 1, findings.Add, Write, StopToken)
        {
            OpenSource = () => new AwsAccountSource(options, skipKeyDetail: false),
        };

        var open = sender.Open(notifiers, pipeline.Title, NotificationLevel);
        _runner.Check(AccountTarget.Caller);
        _runner.Complete();
        var digest = new CisDigest(pipeline, NotificationLevel);
        findings.ForEach(digest.Add);
        foreach (var notification in digest.Notifications())
        {
            sender.Send(open, notification);
        }

        sender.ReportErrors();

        foreach (var finding in findings)
        {
            if (PassThru)
            {
                WriteObject(finding);
            }

            ReportFault(finding);
        }
    });

    private protected override void OnDispose() => _runner?.Close();
}
