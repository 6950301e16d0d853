using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Connectors.Aws.Removal;
using RootKeyCompliance.Pipeline;
using RootKeyCompliance.Removals;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Deletes root access keys, each with consent: of member accounts by sessions of their root users that AWS binds to its policy for deleting
/// credentials (sts:AssumeRoot), of the credentials' own account when they are its root user's. A deleted key cannot be brought back.
/// </summary>
/// <remarks>
/// One <see cref="CisKeyRemoval"/> for each key, whatever became of it. What could not be looked up or deleted is a non-terminating error, too.
/// Permissions: sts:AssumeRoot with the task policy IAMDeleteRootUserCredentials.
/// </remarks>
[Cmdlet(VerbsCommon.Remove, "CisRootAccessKey", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CisKeyRemoval))]
public sealed class RemoveCisRootAccessKeyCommand : AwsCommand
{
    private const string AccountSet = "Account";
    private const string ObjectSet = "Object";
    private const string Caption = "Delete root access key";

    private readonly Queue<CisKeyRemoval> _toReport = [];
    private RemovalRunner? _runner;
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private CheckProgress? _progress;
    private bool _isReporting;

    /// <summary>The accounts, 12 digits each, as text. The credentials' own account is touched only when it is named here or piped.</summary>
    [Parameter(ParameterSetName = AccountSet, Mandatory = true, Position = 0)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    public string[]? AccountId { get; set; }

    /// <summary>The account's name, for questions and messages; with one <c>-AccountId</c>.</summary>
    [Parameter(ParameterSetName = AccountSet)]
    [Alias("Name")]
    public string? AccountName { get; set; }

    /// <summary>Findings or accounts, from the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The one key that is meant, whole, or masked as findings show it (<c>AKIA…WXYZ</c>). Other keys are not touched and not mentioned. Left out:
    /// all that the input means.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccessKeyId { get; set; }

    /// <summary>Keeps keys that were used within so many days, default 90, and keys of which that is not known.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int UsedWithinDays { get; set; } = 90;

    /// <summary>Asks about those keys, too. The key that signs this command's own requests counts as used now.</summary>
    [Parameter]
    public SwitchParameter AllowRecentlyUsed { get; set; }

    /// <summary>
    /// A file that every decision is appended to, as a line of JSON: see about_RootKeyCompliance_RemovingRootKeys. Not written with <c>-WhatIf</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    /// <summary>
    /// How many accounts are looked up at the same time, and how many deleted from, 1 to 1024, default 32. With 1 the questions come in the order
    /// of the input, and an account is looked up when the one before it is answered for.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 32;

    private bool IsRehearsal => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
        ? whatIf is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        if (AccessKeyId is not null && !KeyIds.IsOne(AccessKeyId))
        {
            Refuse(CisFaults.InvalidAccessKeyId());
        }

        if (AccountName is not null && AccountId is { Length: > 1 })
        {
            Refuse(CisFaults.ParameterConflict($"-{nameof(AccountName)}", $"several -{nameof(AccountId)}"));
        }

        var said = ReadAwsOptions();
        _progress = new CheckProgress(this, "Looking up root access keys", TimeProvider.System) { Total = AccountId?.Length };
        _runner = new RemovalRunner(new RemovalPolicy(UsedWithinDays, AllowRecentlyUsed, AccessKeyId), ThrottleLimit, Write, StopToken)
        {
            OpenRemover = () => new RootKeyRemover(said),
            AskConsent = AskConsent,
            AsksAloud = !MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) || confirm is SwitchParameter { IsPresent: true },
            OnRemoval = Emit,
            OnBatch = Report,

            // A rehearsal leaves nothing behind.
            Audit = AuditPath is null || IsRehearsal ? null : RemovalAudit.Open(ReportPaths.Literal(this, AuditPath)),
        };
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        if (ParameterSetName == ObjectSet)
        {
            foreach (var item in Each(InputObject!))
            {
                _runner!.Remove(RemovalInput.Read(item));
            }

            return;
        }

        foreach (var id in AccountId!)
        {
            _runner!.Remove(RemovalInput.Of(new AccountTarget(id ?? "", AccountName, null)));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        _runner!.Complete();
        _progress!.Complete();
    });

    private protected override void OnDispose() => _runner?.Close();

    private Consent AskConsent(string question)
    {
        try
        {
            return ShouldProcess($"{question}.", $"{question}. This cannot be undone.", Caption, out var reason) ? Consent.Given
                : reason == ShouldProcessReason.WhatIf ? Consent.Rehearsed : Consent.Declined;
        }
        catch (Exception e) when (e is not (PipelineStoppedException or FlowControlException) && !StopToken.IsCancellationRequested)
        {
            // A host that cannot ask says so in whichever way it likes.
            WriteDebug($"The question could not be asked: {e.GetType().FullName}");
            return Consent.Unavailable;
        }
    }

    private void Emit(CisKeyRemoval removal)
    {
        WriteObject(removal);
        _toReport.Enqueue(removal);
        if (_accounts.Add(removal.AccountId ?? ""))
        {
            _progress!.Add(couldNotBeSeen: removal.Outcome == CisRemovalOutcome.Failed);
        }
    }

    /// <summary>Warnings and errors, after the objects: they may end the script, and must take no object with them, nor what is under way.</summary>
    private void Report()
    {
        if (_isReporting)
        {
            return;
        }

        _isReporting = true;
        while (_toReport.TryDequeue(out var removal))
        {
            var isWarning = removal is { Outcome: CisRemovalOutcome.Refused, ErrorId: not nameof(CisFaults.FindingNotFail) }
                or { Outcome: CisRemovalOutcome.Deleted or CisRemovalOutcome.AlreadyGone, Verified: false };
            if (isWarning || removal.Outcome == CisRemovalOutcome.Failed)
            {
                if (isWarning ? Stops("WarningAction", "WarningPreference") : Stops("ErrorAction", "ErrorActionPreference"))
                {
                    _runner!.CompleteDeletions();
                }

                Report(removal, isWarning);
            }
        }

        _isReporting = false;
    }

    private void Report(CisKeyRemoval removal, bool isWarning)
    {
        if (isWarning)
        {
            Write(new ActivityMessage(ActivityKind.Warning, removal.Message));
        }
        else if (removal.Fault is { } fault)
        {
            WriteError(ErrorRecords.From(fault, removal, removal.Message));
        }
    }
}
