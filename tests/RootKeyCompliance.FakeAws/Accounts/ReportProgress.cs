namespace RootKeyCompliance.Fakes;

/// <summary>How far an account's credential report has come.</summary>
internal sealed class ReportProgress
{
    private readonly Lock _gate = new();
    private FakeReportBehaviour? _behaviour;
    private bool _started;
    private int _calls;
    private int _refusals;
    private string? _text;
    private DateTimeOffset _generated;

    /// <summary>The state to answer, or the refusal.</summary>
    internal (string? State, AwsError? Error) Generate(FakeAccount account, DateTimeOffset now)
    {
        lock (_gate)
        {
            Follow(account);
            switch (_behaviour!.Kind)
            {
                case FakeReportKind.LimitExceeded when _refusals < _behaviour.Count:
                    _refusals++;
                    return (null, new AwsError(409, "LimitExceeded", "Cannot exceed quota for GenerateCredentialReport."));
                case FakeReportKind.Throttled when _refusals < _behaviour.Count:
                    _refusals++;
                    return (null, AwsError.Throttling);
                case FakeReportKind.Ready or FakeReportKind.Garbage:
                    return ("COMPLETE", null);
            }

            if (!_started)
            {
                _started = true;
                Write(account, now);
                return ("STARTED", null);
            }

            return (IsWorking() ? "INPROGRESS" : "COMPLETE", null);
        }
    }

    /// <summary>The report and when it was made, or why there is none.</summary>
    internal (string? Text, DateTimeOffset Generated, AwsError? Error) Get(FakeAccount account, DateTimeOffset now)
    {
        lock (_gate)
        {
            Follow(account);
            if (_behaviour!.Kind is FakeReportKind.Ready or FakeReportKind.Garbage)
            {
                Write(account, account.ReportGeneratedTime ?? now);
                return (_text, _generated, null);
            }

            // The message of all three is "Unknown" on the wire; the code is all a client has.
            if (!_started)
            {
                var code = _behaviour.Kind == FakeReportKind.Expired ? "ReportExpired" : "ReportNotPresent";
                return (null, default, new AwsError(410, code, "Unknown"));
            }

            return IsWorking()
                ? (null, default, new AwsError(404, "ReportInProgress", "Unknown"))
                : (_text, _generated, null);
        }
    }

    /// <summary>Before a key changes: a report that exists goes on showing what was.</summary>
    internal void Freeze(FakeAccount account, DateTimeOffset now)
    {
        lock (_gate)
        {
            Follow(account);
            if (_behaviour!.Kind == FakeReportKind.Ready)
            {
                Write(account, account.ReportGeneratedTime ?? now);
            }
        }
    }

    // A test may set another behaviour half-way; it then starts from the beginning.
    private void Follow(FakeAccount account)
    {
        if (!ReferenceEquals(_behaviour, account.Report))
        {
            _behaviour = account.Report;
            (_started, _calls, _refusals, _text) = (false, 0, 0, null);
        }
    }

    private bool IsWorking() => _behaviour!.Kind switch
    {
        FakeReportKind.AlwaysInProgress => true,
        FakeReportKind.InProgress => _calls++ < _behaviour.Count,
        _ => false,
    };

    private void Write(FakeAccount account, DateTimeOffset time)
    {
        if (_text is null)
        {
            _generated = time;
            _text = _behaviour!.Kind == FakeReportKind.Garbage
                ? "<!DOCTYPE html>\n<html><body>This is no credential report.</body></html>"
                : CredentialReportText.Write(account);
        }
    }
}
