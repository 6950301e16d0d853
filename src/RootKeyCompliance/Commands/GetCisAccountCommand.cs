using System.Management.Automation;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Lists AWS accounts to check: those of an organization, of organizational units, or of profiles on this machine. Nothing given: the account
/// of the credentials at hand. Only reads.
/// </summary>
/// <remarks>Permissions: organizations:ListAccounts; with -OrganizationalUnitId also ListAccountsForParent and ListOrganizationalUnitsForParent.</remarks>
[Cmdlet(VerbsCommon.Get, "CisAccount", DefaultParameterSetName = ProfileSet)]
[OutputType(typeof(CisAccount))]
public sealed class GetCisAccountCommand : AwsCommand
{
    private const string ProfileSet = "Profile";
    private const string OrganizationSet = "Organization";
    private const string UnitSet = "OrganizationalUnit";

    // Local look-ups for most profiles; some start a process or ask Identity Center.
    private const int ProfilesAtATime = 8;

    private readonly List<string> _units = [];
    private PipelineBridge<CisAccount>? _profiles;
    private PipelineStream<CisAccount>? _pages;
    private IDisposable? _source;

    /// <summary>All accounts of the organization.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OrganizationSet)]
    public SwitchParameter Organization { get; set; }

    /// <summary>
    /// The accounts of these units (<c>ou-ab12-11111111</c>) or of a root (<c>r-ab12</c>), with everything below them. From the pipeline, too.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = UnitSet, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowNull]
    public string?[]? OrganizationalUnitId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        if (ParameterSetName != UnitSet)
        {
            return;
        }

        foreach (var id in OrganizationalUnitId ?? [null])
        {
            if (!OrganizationSource.IsUnitId(id))
            {
                Refuse(CisFaults.InvalidOrganizationalUnitId(id), id);
            }

            _units.Add(id!);
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        if (ParameterSetName == OrganizationSet && !Organization)
        {
            throw new CisException(CisFaults.ParameterEmpty($"-{nameof(Organization)}"));
        }

        if (ParameterSetName == ProfileSet)
        {
            // An empty pipeline means no organizational units, not the caller's account.
            if (!MyInvocation.ExpectingInput)
            {
                ListProfiles();
            }
        }
        else if (ParameterSetName == OrganizationSet || _units.Count > 0)
        {
            ListOrganization();
        }
    });

    private protected override void OnDispose()
    {
        if (_source is { } source)
        {
            _ = Task.WhenAll(_profiles?.WhenIdle() ?? Task.CompletedTask, _pages?.WhenIdle() ?? Task.CompletedTask)
                .ContinueWith(_ => source.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void ListOrganization()
    {
        var source = new OrganizationSource(ReadAwsOptions());
        _source = source;
        _pages = new PipelineStream<CisAccount>(StopToken) { OnResult = Emit, OnMessage = Write };
        _pages.Run((log, cancellationToken) => source.ListAsync(_units.Count > 0 ? _units : null, log, cancellationToken));
    }

    private void ListProfiles()
    {
        var options = ReadAwsOptions();
        var names = Names(options);

        if (names is not null && Array.Find([nameof(AccessKey), nameof(Credential)], MyInvocation.BoundParameters.ContainsKey) is { } credentials)
        {
            // A profile that is listed is asked for as itself; what is said once cannot stand for all of them.
            Refuse(CisFaults.ParameterConflict($"-{credentials}", $"-{nameof(ProfileName)}"));
        }

        var source = new ProfileSource(names is null ? options : options with { ProfileName = null });
        _source = source;
        _profiles = new PipelineBridge<CisAccount>(ProfilesAtATime, StopToken) { OnResult = Emit, OnMessage = Write };
        foreach (var name in names is null ? new string?[] { null } : [.. names])
        {
            _profiles.Start((log, cancellationToken) => source.ReadAsync(name, log, cancellationToken));
        }

        _profiles.Complete();
    }

    /// <summary>The profiles that were asked for; null when it is the credentials at hand.</summary>
    private List<string>? Names(AwsConnectionOptions options)
    {
        if (ProfileName is null)
        {
            return null;
        }

        if (!WildcardPattern.ContainsWildcardCharacters(ProfileName))
        {
            return [ProfileName];
        }

        var pattern = Pattern(ProfileName);
        var names = AwsNames.ProfilesWithCredentials(options.ProfileLocation).Where(pattern.IsMatch).ToList();
        if (names.Count == 0)
        {
            Write(new ActivityMessage(ActivityKind.Warning, $"No profile with credentials matches '{PlainText.OneLine(ProfileName)}': there is no account to list."));
        }

        return names;
    }

    private void Emit(CisAccount account)
    {
        WriteObject(account);
        if (account.Fault is { } fault)
        {
            WriteError(ErrorRecords.From(fault, account));
        }
    }
}
