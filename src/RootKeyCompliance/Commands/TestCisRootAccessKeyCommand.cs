using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Steampipe;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Checks whether the root user of an AWS account has an access key: one finding per account, from IAM's API, a credential report,
/// a Steampipe database or an object on the pipeline. Only reads.
/// </summary>
/// <remarks>
/// An account that could not be looked at is a finding with status Error and a non-terminating error record.
/// Permissions: iam:GetAccountSummary; iam:GenerateCredentialReport and iam:GetCredentialReport to tell active keys from inactive ones.
/// </remarks>
[Cmdlet(VerbsDiagnostic.Test, "CisRootAccessKey", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(CisFinding), typeof(bool))]
public sealed class TestCisRootAccessKeyCommand : AwsCommand
{
    private const string AccountSet = "Account";
    private const string ReportSet = "Report";
    private const string LiteralReportSet = "LiteralReport";
    private const string ObjectSet = "Object";
    private const string SteampipeSet = "Steampipe";

    private CheckRunner? _runner;
    private PipedTargets? _piped;
    private CheckProgress? _progress;

    /// <summary>
    /// The account, 12 digits as text. By property name. With a piped summary, the account that it is of; with a piped account or report, the
    /// account that it has to be (<c>AccountMismatch</c> otherwise).
    /// </summary>
    [Parameter(ParameterSetName = AccountSet, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public string[]? AccountId { get; set; } // Not validated: a piped object whose id is empty is answered for by a finding.

    /// <summary>The account's name, for findings and messages. By property name; a piped file's own name does not count.</summary>
    [Parameter(ParameterSetName = AccountSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    public string? AccountName { get; set; }

    /// <summary>Credential reports; wildcards are followed. A pattern that matches nothing is a finding with status Error.</summary>
    [Parameter(ParameterSetName = ReportSet, Mandatory = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ReportPath { get; set; }

    /// <summary>Credential reports, by name as it stands.</summary>
    [Parameter(ParameterSetName = LiteralReportSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralReportPath { get; set; }

    /// <summary>An account, a file, a row or a summary, from the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A Steampipe database: a URL, keywords, a configured name, or <c>env:NAME</c>.</summary>
    [Parameter(ParameterSetName = SteampipeSet, Mandatory = true)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Seconds that the database may be silent, default 600; 0 waits without end.</summary>
    [Parameter(ParameterSetName = SteampipeSet)]
    [ValidateRange(0, 86400)]
    public int CommandTimeout { get; set; } = SteampipeConnectionOptions.DefaultCommandTimeout;

    /// <summary>
    /// The role to assume in accounts that are not the credentials' own, with its path if it has one: <c>OrganizationAccountAccessRole</c>,
    /// <c>audit/RootKeys</c>.
    /// </summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public string? RoleName { get; set; }

    /// <summary>The external id that the role's trust policy asks for.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public string? ExternalId { get; set; }

    /// <summary>The sessions' name in CloudTrail, default <c>RootKeyCompliance</c>.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public string? RoleSessionName { get; set; }

    /// <summary>
    /// Enters member accounts by short sessions of their root users (<c>sts:AssumeRoot</c>), bound to AWS's policy for audits. See
    /// about_RootKeyCompliance_Organizations.
    /// </summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public SwitchParameter CentralRootAccess { get; set; }

    /// <summary>
    /// Leaves out the credential report or, with <c>-CentralRootAccess</c>, the list of keys: whether a key is active is not known.
    /// </summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = SteampipeSet)]
    public SwitchParameter SkipKeyDetail { get; set; }

    /// <summary>The control to check by, default <c>cis_v400_1_4</c>. It settles number and title of the finding; see Get-CisPipeline.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ControlIdCompleter))]
    public string ControlId { get; set; } = CisPipelineCatalogue.DefaultControlId;

    /// <summary>
    /// Accounts whose root access keys are all inactive pass. Inactive as of <c>EvidenceTime</c>: AWS hands out the same report for four hours, and
    /// a key that was made or switched on since then is not seen as such.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowInactiveKey { get; set; }

    /// <summary>
    /// How many targets are looked at at the same time, 1 to 1024, default 32. Findings come in the order of completion. Not with <c>-Database</c>,
    /// which is one conversation.
    /// </summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Parameter(ParameterSetName = ReportSet)]
    [Parameter(ParameterSetName = LiteralReportSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>
    /// One boolean per target instead of a finding: true only for Pass. Of several targets ask <c>-contains $false</c>: <c>-not</c> of a list says
    /// nothing.
    /// </summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The parameter that says where to look when that is not AWS; null when it is.</summary>
    private string? OtherSource => ParameterSetName switch
    {
        ReportSet => nameof(ReportPath),
        LiteralReportSet => nameof(LiteralReportPath),
        SteampipeSet => nameof(Database),
        _ => null,
    };

    /// <summary>Whether it is the account of the credentials alone.</summary>
    private bool OnlyOne => ParameterSetName == AccountSet && AccountId is null && !MyInvocation.ExpectingInput;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        var control = CisPipelineCatalogue.Get(ControlId);
        if (OtherSource is { } source && FirstAwsParameter is { } awsParameter)
        {
            Refuse(CisFaults.ParameterConflict($"-{awsParameter}", $"-{source}"));
        }

        var access = new AccessParameters(RoleName, ExternalId, RoleSessionName, CentralRootAccess).Read(MyInvocation.BoundParameters);

        // What was said is wrong at once; the session's own defaults count only when AWS is asked.
        var said = FirstAwsParameter is null ? null : ReadAwsOptions();
        _progress = new CheckProgress(this, $"Checking {control.Title}", TimeProvider.System) { Total = OnlyOne ? 1 : AccountId?.Length };
        _runner = new CheckRunner(control, AllowInactiveKey, ThrottleLimit, Emit, Write, StopToken)
        {
            OpenSource = () => new AwsAccountSource(said ?? ReadAwsOptions(), access, SkipKeyDetail),
        };
        _piped = new PipedTargets(_runner, path => ReportPaths.Literal(this, path), AccountName);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        switch (ParameterSetName)
        {
            case ReportSet:
                CheckReports(ReportPath!.SelectMany(path => ReportPaths.Resolve(this, path)));
                break;
            case LiteralReportSet:
                CheckReports(LiteralReportPath!.Select(path => ReportPaths.Literal(this, path)));
                break;
            case SteampipeSet:
                _runner!.CheckDatabase(Databases().Open(Database, CommandTimeout, SkipKeyDetail));
                break;
            case ObjectSet:
                _piped!.Check(InputObject!, AccountId, AccountName);
                break;
            case AccountSet when MyInvocation.BoundParameters.ContainsKey(nameof(AccountId)):
                if (AccountId is null or [])
                {
                    // An empty variable must not mean the caller's own account.
                    Refuse(CisFaults.InvalidAccountId(null));
                }

                CheckAccounts(AccountId!);
                break;
            case AccountSet when !MyInvocation.ExpectingInput:
                _runner!.Check(AccountTarget.Caller with { AccountName = AccountName });
                break;
            default:
                // An empty pipeline means no accounts, not the caller's.
                break;
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        _piped!.Complete();
        _runner!.Complete();
        _progress!.Complete();
    });

    private protected override void OnDispose() => _runner?.Close();

    private void CheckAccounts(IEnumerable<string?> ids)
    {
        foreach (var id in ids)
        {
            // No id is not the caller's own account.
            _runner!.Check(new AccountTarget(id ?? "", AccountName, null));
        }
    }

    private void CheckReports(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            _runner!.CheckReport(file, evidence => evidence);
        }
    }

    private void Emit(CisFinding finding)
    {
        if (Quiet)
        {
            WriteObject(finding.Status == CisStatus.Pass);
        }
        else
        {
            WriteObject(finding);
        }

        ReportFault(finding, InputObject);
        _progress!.Add(couldNotBeSeen: finding.Status == CisStatus.Error);
    }
}
