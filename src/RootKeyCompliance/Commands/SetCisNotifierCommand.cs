using System.Management.Automation;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>Stores a notifier under a name in the user's configuration: one target, or several from the pipeline.</summary>
[Cmdlet(VerbsCommon.Set, "CisNotifier", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(CisNotifier))]
public sealed class SetCisNotifierCommand : NotifierCommand
{
    private const string ObjectSet = "Object";

    private readonly List<CisNotifier> _targets = [];

    /// <summary>The name; Flowpipe's <c>notifier.security</c> is <c>security</c>. <c>default</c> takes the console's place.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NotifierNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Notifiers from the pipeline, as New-CisNotifier makes and Get-CisNotifier finds them: all of them are stored under the one name. An empty
    /// pipeline changes nothing.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public CisNotifier[]? InputObject { get; set; }

    /// <summary>
    /// Keeps the targets that the name has and adds to them; without it they are replaced. With <c>default</c>, the built-in console is kept too.
    /// </summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Emits all targets that the name has then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!ConfigurationName.IsValid(BareName))
        {
            Refuse(CisFaults.InvalidNotifierName(Name), Name);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        if (ParameterSetName == ObjectSet && FirstAwsParameter is { } parameter)
        {
            throw new CisException(CisFaults.ParameterConflict($"-{parameter}", $"-{nameof(InputObject)}"));
        }

        foreach (var target in InputObject ?? [ReadNotifier(BareName)])
        {
            _targets.Add(target.Credential is null ? target : throw new CisException(CisFaults.NotifierNotStorable(target.Kind)));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        var targets = string.Join("; ", _targets.Select(target => target.Named(BareName)));
        if (_targets.Count == 0 || !ShouldProcess(UserConfiguration.Location, $"{(Append ? "Add to" : "Set")} notifier {targets}"))
        {
            return;
        }

        WarnOfSecrets();
        var stored = UserConfiguration.SetNotifier(BareName, _targets, Append, StopToken);
        if (PassThru)
        {
            WriteObject(stored, enumerateCollection: true);
        }
    });

    private string BareName => ConfigurationName.OfNotifier(Name!);

    private void WarnOfSecrets()
    {
        var literal = _targets.SelectMany(target => NotifierSetting.Of(target.Kind)
            .Where(setting => setting.Secrecy != SettingSecrecy.Open && target.All(setting).Any(value => !value.IsReference))
            .Select(setting => (target.Kind, setting.Name)));
        foreach (var (kind, setting) in literal.Distinct())
        {
            Write(new ActivityMessage(
                ActivityKind.Warning,
                $"The {kind} notifier's {setting} is stored in clear text in {UserConfiguration.Location}, a file for your eyes only. "
                + "To keep the secret out of it, give env:NAME or vault:NAME instead."));
        }
    }
}
