using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Steampipe;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Runs a pipeline as Flowpipe does: detects, then notifies. Checks the account that the credentials belong to, or all
/// accounts of a Steampipe database. Emits nothing unless -PassThru is given.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CisPipeline", SupportsShouldProcess = true)]
[OutputType(typeof(CisFinding))]
public sealed class InvokeCisPipelineCommand : AwsCommand
{
    private readonly List<CisFinding> _kept = [];
    private CisDigest? _digest;
    private CheckRunner? _runner;

    /// <summary><c>aws_cis.pipeline.cis_v400_1_4</c>, <c>cis_v400_1_4</c>, or another one that Get-CisPipeline lists.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ControlIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// A Steampipe database instead of AWS: see about_RootKeyCompliance_Steampipe. Not given: the configured connection <c>default</c>, if there is
    /// one and no AWS parameter is given.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Seconds that the database may be silent, default 600; 0 waits without end. Only where a database is asked.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int CommandTimeout { get; set; } = SteampipeConnectionOptions.DefaultCommandTimeout;

    /// <summary>Names of notifiers, or notifiers themselves.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object[] Notifier { get; set; } = [CisNotifier.Console.Name];

    /// <summary>How much to say: error, info or verbose.</summary>
    [Parameter]
    public CisNotificationLevel NotificationLevel { get; set; } = CisNotificationLevel.Info;

    /// <summary>
    /// Emits the findings, once everybody has been told, and before the errors of notifiers that could not be. Without it there is no output.
    /// </summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        var pipeline = CisPipelineCatalogue.Get(Name);
        if (Database is not null && FirstAwsParameter is { } awsParameter)
        {
            Refuse(CisFaults.ParameterConflict($"-{awsParameter}", $"-{nameof(Database)}"));
        }

        // As the Flowpipe pipeline has it: its default connection, where there is one.
        var database = Database ?? (FirstAwsParameter is null ? Databases().Default : null);
        if (database is null && MyInvocation.BoundParameters.ContainsKey(nameof(CommandTimeout)))
        {
            Refuse(CisFaults.ParameterMissing($"-{nameof(CommandTimeout)}", $"-{nameof(Database)}"));
        }

        var options = database is null ? ReadAwsOptions() : null;
        var steampipe = database is null ? null : Databases().Open(database, CommandTimeout, skipKeyDetail: false);
        var notifiers = NotifierList.Resolve(Notifier, ConfiguredNotifiers);
        var sender = new NotificationSender(this, Write, StopToken);
        _digest = new CisDigest(pipeline, NotificationLevel);
        _runner = new CheckRunner(pipeline, allowInactiveKey: false, throttleLimit: 1, Take, Write, StopToken)
        {
            OpenSource = () => new AwsAccountSource(options!, AccountAccess.Own, skipKeyDetail: false),
        };

        var open = sender.Open(notifiers, pipeline.Title, NotificationLevel);
        if (steampipe is not null)
        {
            _runner.CheckDatabase(steampipe);
        }
        else
        {
            _runner.Check(AccountTarget.Caller);
            _runner.Complete();
        }

        sender.ReportErrorsAfter(() =>
        {
            foreach (var notification in _digest.Notifications())
            {
                sender.Send(open, notification);
            }

            // Last: a downstream command that has had enough must not keep anybody from being told.
            foreach (var finding in _kept)
            {
                if (PassThru)
                {
                    WriteObject(finding);
                }

                ReportFault(finding);
            }
        });
    });

    /// <summary>Without -PassThru only what could not be checked is kept beside the digest: a database may tell of very many accounts.</summary>
    private void Take(CisFinding finding)
    {
        _digest!.Add(finding);
        if (PassThru || finding.Status == CisStatus.Error)
        {
            _kept.Add(finding);
        }
    }

    private protected override void OnDispose() => _runner?.Close();
}
