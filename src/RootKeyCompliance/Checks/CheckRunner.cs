using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.CredentialReports;
using RootKeyCompliance.Connectors.Steampipe;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Checks;

/// <summary>
/// Looks at targets and judges what was seen. One target in, one finding out: in the order of completion, on the pipeline thread.
/// </summary>
internal sealed class CheckRunner
{
    private readonly CisPipeline _control;
    private readonly bool _allowInactiveKey;
    private readonly Action<CisFinding> _onFinding;
    private readonly PipelineBridge<RootUserEvidence> _bridge;
    private readonly PipelineStream<RootUserEvidence> _stream;
    private AwsAccountSource? _source;

    internal CheckRunner(
        CisPipeline control, bool allowInactiveKey, int throttleLimit, Action<CisFinding> onFinding, Action<ActivityMessage> onMessage, CancellationToken stop)
    {
        _control = control;
        _allowInactiveKey = allowInactiveKey;
        _onFinding = onFinding;
        _bridge = new PipelineBridge<RootUserEvidence>(throttleLimit, stop) { OnResult = Judge, OnMessage = onMessage };
        _stream = new PipelineStream<RootUserEvidence>(stop) { OnResult = Judge, OnMessage = onMessage };
    }

    /// <summary>As whom, and where, accounts are looked at.</summary>
    internal required Func<AwsAccountSource> OpenSource { private get; init; }

    /// <summary>Looks at an account through IAM's API.</summary>
    internal void Check(AccountTarget target)
    {
        var unseen = target.ToEvidence(CisEvidenceSource.Iam);
        if (target.AccountId is not null && !AwsAccountId.IsValid(target.AccountId))
        {
            // A key id in its place is shown no more than in the right one.
            unseen = unseen with { AccountId = KeyIds.MaskAllIn(target.AccountId) };
            var fault = CisFaults.InvalidAccountId(target.AccountId);
            Judge(target.AccountId.Length > 0
                ? unseen with { AccountState = null, Fault = fault }
                : unseen with { AccountState = null, AccountId = null, Source = CisEvidenceSource.AccountSummary, SourceName = "an account without an id", Fault = fault });
        }
        else if (RootAccessKeyRule.IsSkipped(target.AccountState))
        {
            Judge(unseen);
        }
        else
        {
            var source = _source ??= OpenSource();
            _bridge.Start((log, cancellationToken) => source.ReadAsync(target, log, cancellationToken));
        }
    }

    /// <summary>Answers for an account, or for many, of which not even the id could be found out.</summary>
    internal void Check(CisAccount unlisted) => Judge(new RootUserEvidence
    {
        Source = unlisted.IsRest ? CisEvidenceSource.Organizations : CisEvidenceSource.Iam,
        SourceName = unlisted.ProfileName,
        Fault = unlisted.Fault,
    });

    /// <summary>Looks at a credential report in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">Adds what is known of the account besides.</param>
    internal void CheckReport(string path, Func<RootUserEvidence, RootUserEvidence> label) => _bridge.Start((log, cancellationToken) =>
    {
        log.Verbose($"Reading credential report '{path}'.");
        return Task.FromResult(label(CredentialReportFile.Read(path, cancellationToken)));
    });

    /// <summary>Looks at all accounts that a Steampipe database tells of; hands out each as it comes.</summary>
    internal void CheckDatabase(SteampipeSource source) => _stream.Run(source.ReadAsync);

    /// <summary>Judges what somebody else has seen.</summary>
    internal void Judge(RootUserEvidence evidence)
        => _onFinding(RootAccessKeyRule.Evaluate(_control, evidence, _allowInactiveKey, DateTimeOffset.UtcNow));

    /// <summary>Hands out what is still to come.</summary>
    internal void Complete() => _bridge.Complete();

    /// <summary>Closes the connections once the cancelled work has let go of them.</summary>
    internal void Close()
    {
        if (_source is { } source)
        {
            _ = _bridge.WhenIdle().ContinueWith(_ => source.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
