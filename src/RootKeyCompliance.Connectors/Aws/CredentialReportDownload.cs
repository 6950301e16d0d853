using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>A credential report as the API gave it.</summary>
/// <param name="Content">CSV in UTF-8.</param>
/// <param name="GeneratedTime">When AWS made it (UTC), or null when AWS did not say.</param>
/// <param name="IsFresh">Whether AWS began to make it because we asked, so that nothing in it is older than the question.</param>
internal sealed record DownloadedReport(Stream Content, DateTimeOffset? GeneratedTime, bool IsFresh);

/// <summary>
/// Has AWS make a credential report, waits for it and fetches it. AWS hands out the same report for four hours,
/// so most calls find one ready.
/// </summary>
internal sealed class CredentialReportDownload(AccountView view, IActivityLog log, TimeProvider time)
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <exception cref="CisException">It is denied, late, or cannot be read.</exception>
    internal async Task<DownloadedReport> GetAsync(string accountId, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var isFresh = false;
        var pause = FirstPause;
        for (var attempt = 0; ; attempt++)
        {
            var (state, refusal) = await GenerateAsync(cancellationToken);
            isFresh |= attempt == 0 && state == "STARTED";
            if (state is null or "COMPLETE")
            {
                var (report, isBeingMade) = await TryGetAsync(isFresh, cancellationToken);
                if (report is not null)
                {
                    return report;
                }

                if (!isBeingMade && refusal is { ErrorId: nameof(CisFaults.AccessDenied) })
                {
                    // Nobody is making one, and we may not: waiting would not help.
                    throw new CisException(refusal);
                }
            }

            if (time.GetElapsedTime(started) + pause > Deadline)
            {
                throw new CisException(CisFaults.ReportLate(Deadline));
            }

            // A state that AWS does not have may be anything, and is not repeated.
            log.Verbose($"Waiting for the credential report of account {accountId} ({(state is "STARTED" or "INPROGRESS" ? state : "not ready")}).");
            await Task.Delay(pause * (1 + (Random.Shared.NextDouble() / 4)), time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The report's state; or why we cannot have one made, so that one made by somebody else has to do.</summary>
    private async Task<(string? State, CisFault? Refusal)> GenerateAsync(CancellationToken cancellationToken)
    {
        const string Action = "iam:GenerateCredentialReport";
        try
        {
            return ((await view.Iam.GenerateCredentialReportAsync(new GenerateCredentialReportRequest(), cancellationToken)).State, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = view.FaultOf(e, Action);
            if (fault.ErrorId is not (nameof(CisFaults.AccessDenied) or nameof(CisFaults.Throttled)))
            {
                throw new CisException(fault, e);
            }

            log.Verbose($"{fault.Message} Looking for a report that is already there.");
            return (null, fault);
        }
    }

    private async Task<(DownloadedReport? Report, bool IsBeingMade)> TryGetAsync(bool isFresh, CancellationToken cancellationToken)
    {
        try
        {
            var response = await view.Iam.GetCredentialReportAsync(new GetCredentialReportRequest(), cancellationToken);
            var generated = response.GeneratedTime is { } timestamp ? new DateTimeOffset(timestamp.ToUniversalTime()) : (DateTimeOffset?)null;
            return (new DownloadedReport(response.Content ?? throw new CisException(CisFaults.ReportEmpty()), generated, isFresh), false);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "ReportNotPresent" or "ReportExpired" or "ReportInProgress")
        {
            return (null, e.ErrorCode == "ReportInProgress");
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(view.FaultOf(e, "iam:GetCredentialReport"), e);
        }
    }
}
