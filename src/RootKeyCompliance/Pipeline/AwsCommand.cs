using System.Management.Automation;
using System.Security;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.Pipeline;

/// <summary>A command that asks AWS: the parameters that say as whom, where, with the names that AWS.Tools gives them.</summary>
public abstract class AwsCommand : CisCommand
{
    private static readonly string[] AwsParameters =
    [
        nameof(AccessKey), nameof(SecretKey), nameof(SessionToken), nameof(ProfileName), nameof(ProfileLocation),
        nameof(Credential), nameof(Region), nameof(EndpointUrl),
    ];

    private protected AwsCommand()
    {
    }

    /// <summary>The access key id to sign with, together with -SecretKey: a string or a SecureString.</summary>
    [Parameter]
    [Alias("AK")]
    [SecretText]
    public object? AccessKey { get; set; }

    /// <summary>The secret access key to sign with, together with -AccessKey: a string or a SecureString.</summary>
    [Parameter]
    [Alias("SK", "SecretAccessKey")]
    [SecretText]
    public object? SecretKey { get; set; }

    /// <summary>The session token that belongs to temporary credentials: a string or a SecureString.</summary>
    [Parameter]
    [Alias("ST")]
    [SecretText]
    public object? SessionToken { get; set; }

    /// <summary>
    /// The AWS profile to use: keys, a role, Identity Center, a credential process or a web identity.
    /// A profile that does not exist is an error; no other credentials are tried.
    /// </summary>
    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The file to look for profiles in, instead of the usual ones.</summary>
    [Parameter]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    public string? ProfileLocation { get; set; }

    /// <summary>An AWSCredentials object, of this or of any other AWS SDK for .NET or AWS.Tools module.</summary>
    [Parameter]
    public object? Credential { get; set; }

    /// <summary>The region, which settles the partition and the STS endpoint; us-east-1 when nothing says otherwise.</summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The address to send the check's requests to, instead of AWS's own. -Region is then the region to sign for.</summary>
    [Parameter]
    public string? EndpointUrl { get; set; }

    /// <summary>The first of these parameters that was given; null when none was.</summary>
    private protected string? FirstAwsParameter => Array.Find(AwsParameters, MyInvocation.BoundParameters.ContainsKey);

    /// <summary>What the user said, with the session's own defaults.</summary>
    /// <exception cref="CisException">A value cannot be one.</exception>
    private protected AwsConnectionOptions ReadAwsOptions()
    {
        RefuseEmpty();
        var options = new AwsConnectionOptions
        {
            AccessKey = SettingReader.TextOf(AccessKey),
            SecretKey = SettingReader.TextOf(SecretKey),
            SessionToken = SettingReader.TextOf(SessionToken),
            ProfileName = ProfileName,
            ProfileLocation = ProfileLocation is null ? null : GetUnresolvedProviderPathFromPSPath(ProfileLocation),
            Credential = AskHere(Unwrap(Credential)),
            StoredCredential = AskHere(StoredCredential()),
            Region = Region,
            StoredRegion = SessionState.PSVariable.GetValue("StoredAWSRegion")?.ToString(),
            EndpointUrl = EndpointUrl,
        };
        AwsAccountSource.Validate(options);
        return options;
    }

    /// <summary>An empty or misspelt variable must not fall through to some other account's credentials, region or endpoint.</summary>
    private void RefuseEmpty()
    {
        foreach (var name in AwsParameters)
        {
            var isEmpty = MyInvocation.BoundParameters.TryGetValue(name, out var value)
                && (value is null || string.IsNullOrWhiteSpace(value is string or SecureString ? SettingReader.TextOf(value) : "-"));

            // Long-term keys have no session token, and one set of parameters is often splatted for both kinds.
            if (isEmpty && !(name == nameof(SessionToken) && AccessKey is not null))
            {
                throw new CisException(CisFaults.ParameterEmpty($"-{name}"));
            }
        }
    }

    /// <summary>
    /// $StoredAWSCredentials of AWS.Tools keeps its payload to itself; Get-AWSCredential hands it out where that cmdlet is there.
    /// </summary>
    private object? StoredCredential()
    {
        var stored = Unwrap(SessionState.PSVariable.GetValue("StoredAWSCredentials"));
        if (stored is null or string || stored.GetType().GetMethod("GetCredentials", Type.EmptyTypes) is not null)
        {
            return stored;
        }

        return InvokeCommand.GetCommand("Get-AWSCredential", CommandTypes.Cmdlet) is null
            ? stored
            : Unwrap(InvokeCommand.InvokeScript("Get-AWSCredential").FirstOrDefault()) ?? stored;
    }

    /// <summary>
    /// An object of a PowerShell class answers on its own runspace's thread only, which is this one and soon waits for the answer:
    /// it is asked now, once.
    /// </summary>
    private static object? AskHere(object? credential)
    {
        var ask = credential?.GetType() is { Assembly.IsDynamic: true } type ? type.GetMethod("GetCredentials", Type.EmptyTypes) : null;
        return ask?.Invoke(credential, null) is { } keys ? new KnownKeys(keys) : credential;
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Credentials that have been asked for already.</summary>
    private sealed class KnownKeys(object keys)
    {
        public object GetCredentials() => keys;
    }
}
