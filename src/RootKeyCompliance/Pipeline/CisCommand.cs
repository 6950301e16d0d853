using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.Pipeline;

/// <summary>What all cmdlets of this module share: the token that ends their work, and how faults are reported.</summary>
public abstract class CisCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CommandConfiguration _configuration = new();
    private bool _disposed;

    private protected CisCommand()
    {
    }

    /// <summary>Set when the user stops the pipeline, or when something downstream has had enough.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>
    /// Called by the engine when the command is over, whichever way it ended: after <c>Select-Object -First</c> or an exception
    /// downstream this is the only call there is.
    /// </summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            OnDispose();
            _stop.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Lets go of what the command holds; its work has been told to end.</summary>
    private protected virtual void OnDispose()
    {
    }

    /// <summary>The notifiers of that name in the user's configuration; none when there is no such name.</summary>
    /// <exception cref="CisException">The configuration cannot be read.</exception>
    private protected IReadOnlyList<CisNotifier> ConfiguredNotifiers(string name) => _configuration.Notifiers(name);

    /// <summary>All notifiers that a name leads to: the configured ones in the file's order, and the built-in one where none took its place.</summary>
    /// <exception cref="CisException">The configuration cannot be read.</exception>
    private protected IReadOnlyList<CisNotifier> KnownNotifiers()
    {
        var configured = _configuration.NotifierNames.SelectMany(_configuration.Notifiers).ToList();
        return ConfiguredNotifiers(CisNotifier.Console.Name).Count > 0 ? configured : [CisNotifier.Console, .. configured];
    }

    /// <summary>What -Database may be called by. The configuration is read when a name is to be found.</summary>
    private protected SteampipeConnections Databases() => new(_configuration.Connection, new SettingReader(this).Follow);

    /// <summary>What a name with wildcards stands for.</summary>
    /// <exception cref="CisException">The text is no such name.</exception>
    private protected static WildcardPattern Pattern(string text)
    {
        try
        {
            // Asked, because it is read no sooner.
            var pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase);
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException e)
        {
            throw new CisException(CisFaults.InvalidWildcard(text), e);
        }
    }

    /// <summary>The module's version, as its manifest has it.</summary>
    private protected static string ModuleVersion => typeof(CisCommand).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Whether a line on a stream ends the script.</summary>
    /// <param name="parameter">The common parameter that settles it.</param>
    /// <param name="variable">The preference that settles it else.</param>
    private protected bool Stops(string parameter, string variable)
    {
        var said = MyInvocation.BoundParameters.TryGetValue(parameter, out var action) ? action : GetVariableValue(variable);
        return LanguagePrimitives.TryConvertTo<ActionPreference>(said, System.Globalization.CultureInfo.InvariantCulture, out var preference)
            && preference == ActionPreference.Stop;
    }

    /// <summary>What was piped; and each part of it, where -InputObject was given a list as a whole.</summary>
    private protected static IEnumerable<PSObject> Each(PSObject input) => input.BaseObject is System.Collections.IList items
        ? items.OfType<object>().SelectMany(item => Each(PSObject.AsPSObject(item)))
        : [input];

    /// <summary>Reports an object that is neither a finding nor a removal; the others are not held up by it.</summary>
    private protected void ReportNoFinding(PSObject input) => WriteError(ErrorRecords.From(CisFaults.NotAFinding(input.TypeNames.FirstOrDefault() ?? ""), input));

    /// <summary>Ends the command with an error.</summary>
    private protected void Refuse(CisFault fault, object? target = null) => ThrowTerminatingError(ErrorRecords.From(fault, target));

    /// <summary>Runs a step whose faults end the command, and whose cancellation is the pipeline's own.</summary>
    private protected void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (CisException e)
        {
            Refuse(e.Fault);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Reports why a finding has status Error, after the finding itself: it is there even when the error stops the script.</summary>
    /// <param name="finding">The finding; nothing is reported when it is not an Error.</param>
    /// <param name="input">What it was asked for with, where it names neither account nor source.</param>
    private protected void ReportFault(CisFinding finding, object? input = null)
    {
        if (finding.Fault is { } fault)
        {
            WriteError(ErrorRecords.From(fault, finding.AccountId ?? finding.SourceName ?? input ?? finding, finding.Message));
        }
    }

    private bool IsDebugging
        => MyInvocation.BoundParameters.TryGetValue("Debug", out var debug) && debug is SwitchParameter { IsPresent: true };

    /// <summary>
    /// Whether WriteVerbose or WriteWarning would ask if to continue, and leave a runbook waiting or end it without its finding: the
    /// engine does so with -Debug unless that stream's own parameter is given too. Such lines go to the debug stream, which asks nothing.
    /// </summary>
    private bool AsksWithout(string ownParameter) => IsDebugging && !MyInvocation.BoundParameters.ContainsKey(ownParameter);

    private protected void Write(ActivityMessage message)
    {
        switch (message.Kind)
        {
            case ActivityKind.Warning when AsksWithout("WarningAction"):
                WriteDebug($"Warning: {message.Text}");
                break;
            case ActivityKind.Warning:
                WriteWarning(message.Text);
                break;
            case ActivityKind.Verbose when !AsksWithout("Verbose"):
                WriteVerbose(message.Text);
                break;
            default:
                WriteDebug(message.Text);
                break;
        }
    }
}
