using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken;
using Amazon.Util;
using RootKeyCompliance.Connectors.Aws.Runtime;
using RootKeyCompliance.Connectors.Aws.Sessions;
using static RootKeyCompliance.Connectors.Aws.SdkEnvironment;

namespace RootKeyCompliance.Connectors.Aws.Credentials;

/// <summary>
/// Finds credentials in the order that AWS.Tools documents: keys, named profile, -Credential, $StoredAWSCredentials, environment,
/// default profile, container or instance role. Something named that is missing ends the search.
/// </summary>
internal sealed class CredentialResolver(AwsConnectionOptions options, IActivityLog log)
{
    private readonly CredentialProfileStoreChain _profiles = new(options.ProfileLocation);

    /// <summary>The credentials, proven to be there; whether AWS accepts them is another question.</summary>
    /// <exception cref="CisException">There are none, or those named cannot be had.</exception>
    internal async Task<ResolvedCredentials> ResolveAsync(CancellationToken cancellationToken)
    {
        var found = FromParameters() ?? FromEnvironment() ?? FromWebIdentity() ?? FromDefaultProfile();
        if (found is not null)
        {
            log.Debug($"Credentials come from {found.Origin}.");
            await ProveAsync(found, cancellationToken);
            return found;
        }

        return await FromRoleAsync(cancellationToken) ?? throw new CisException(CisFaults.NoCredentials());
    }

    private ResolvedCredentials? FromParameters()
    {
        if (options.AccessKey is not null)
        {
            return new ResolvedCredentials(
                string.IsNullOrEmpty(options.SessionToken)
                    ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
                    : new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.SessionToken),
                "-AccessKey and -SecretKey");
        }

        return FromProfile(options.ProfileName, "profile")
            ?? FromObject(options.Credential, "-Credential")
            ?? (options.StoredCredential is string name
                ? FromProfile(name, "$StoredAWSCredentials, profile")
                : FromObject(options.StoredCredential, "$StoredAWSCredentials"));
    }

    private static ResolvedCredentials? FromObject(object? candidate, string origin)
    {
        if (candidate is null)
        {
            return null;
        }

        var credentials = ForeignCredentials.TryWrap(candidate) ?? throw new CisException(CisFaults.InvalidCredentialParameter(
            $"{origin} is a {candidate.GetType().FullName}, not an AWSCredentials object."));
        return new ResolvedCredentials(credentials, origin);
    }

    private ResolvedCredentials? FromProfile(string? name, string origin)
    {
        if (name is null)
        {
            return null;
        }

        return _profiles.TryGetProfile(name, out var profile) ? FromProfile(profile, origin) : throw new CisException(CisFaults.ProfileNotFound(name));
    }

    private ResolvedCredentials FromProfile(CredentialProfile profile, string origin)
    {
        if (profile.Options is { RoleArn: not null, MfaSerial: not null })
        {
            throw new CisException(CisFaults.ProfileUnusable(profile.Name, "its role asks for an MFA code; get temporary credentials first and use those."));
        }

        try
        {
            var credentials = profile.GetAWSCredentials(_profiles);
            if (credentials is SSOAWSCredentials identityCenter)
            {
                // A runbook must not wait for a browser.
                identityCenter.Options.SupportsGettingNewToken = false;
            }

            return Localize(new ResolvedCredentials(credentials, $"{origin} '{profile.Name}'", profile));
        }
        catch (Exception e) when (e is AmazonClientException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw new CisException(CisFaults.ProfileUnusable(profile.Name, e.Message), e);
        }
    }

    private ResolvedCredentials Localize(ResolvedCredentials found) => found with
    {
        Credentials = ProfileRole.Localize(found.Credentials, source =>
        {
            var settings = AwsSettings.Create(options, found, log);
            return new StsClient(source, settings.Apply(new AmazonSecurityTokenServiceConfig(), log), RequestPolicy.Alone(settings.Patience));
        }),
    };

    /// <summary>Read once: a variable that changes while a check runs must not sign the rest of it as somebody else.</summary>
    private static ResolvedCredentials? FromEnvironment()
    {
        const string Origin = "environment variables";
        var accessKey = Variable(EnvironmentVariablesAWSCredentials.ENVIRONMENT_VARIABLE_ACCESSKEY);
        var secretKey = Variable(EnvironmentVariablesAWSCredentials.ENVIRONMENT_VARIABLE_SECRETKEY)
            ?? Variable(EnvironmentVariablesAWSCredentials.LEGACY_ENVIRONMENT_VARIABLE_SECRETKEY);
        if (accessKey is null && secretKey is null)
        {
            return null;
        }

        if (accessKey is null || secretKey is null)
        {
            throw new CisException(CisFaults.CredentialsUnavailable(Origin, accessKey is null
                ? "AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not."
                : "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not."));
        }

        return new ResolvedCredentials(
            Variable(EnvironmentVariablesAWSCredentials.ENVIRONMENT_VARIABLE_SESSION_TOKEN) is { } token
                ? new SessionAWSCredentials(accessKey, secretKey, token)
                : new BasicAWSCredentials(accessKey, secretKey),
            Origin);
    }

    private ResolvedCredentials? FromWebIdentity()
    {
        const string Origin = "the web identity token in AWS_WEB_IDENTITY_TOKEN_FILE";
        if (!IsSet("AWS_WEB_IDENTITY_TOKEN_FILE"))
        {
            return null;
        }

        return IsSet("AWS_ROLE_ARN")
            ? Localize(new ResolvedCredentials(AssumeRoleWithWebIdentityCredentials.FromEnvironmentVariables(), Origin))
            : throw new CisException(CisFaults.CredentialsUnavailable(Origin, "AWS_ROLE_ARN is not set."));
    }

    private ResolvedCredentials? FromDefaultProfile()
    {
        if (Variable("AWS_PROFILE") is { } named)
        {
            return FromProfile(named, "AWS_PROFILE, profile");
        }

        if (!_profiles.TryGetProfile("default", out var profile))
        {
            return null;
        }

        // A default profile may hold no more than a region; half of a key is another matter.
        var isHalf = !profile.CanCreateAWSCredentials && (profile.Options.AccessKey ?? profile.Options.SecretKey) is not null;
        return profile.CanCreateAWSCredentials || isHalf ? FromProfile(profile, "profile") : null;
    }

    private async Task<ResolvedCredentials?> FromRoleAsync(CancellationToken cancellationToken)
    {
        var isContainer = IsSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || IsSet("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        var origin = isContainer ? "the container's role" : "the instance's role";
        if (!isContainer && !EC2InstanceMetadata.IsIMDSEnabled)
        {
            log.Debug("The instance's role is not asked for: AWS_EC2_METADATA_DISABLED is set.");
            return null;
        }

        try
        {
            // The instance's role looks itself up while it is made, so that is part of what the deadline covers.
            var credentials = await Task.Run<AWSCredentials>(
                () => isContainer ? new GenericContainerCredentials() : new InstanceProfileAWSCredentials(), cancellationToken)
                .WaitAsync(options.Patience.Role, cancellationToken);
            await KeysAsync(credentials).WaitAsync(options.Patience.Role, cancellationToken);
            log.Debug($"Credentials come from {origin}.");
            return new ResolvedCredentials(credentials, origin, IsInstanceRole: !isContainer);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.Debug($"No credentials in parameters, environment and profiles; {origin} did not answer either.");
            return isContainer ? throw new CisException(CisFaults.CredentialsUnavailable(origin, Reason(e)), e) : null;
        }
    }

    /// <summary>Asks once for the keys, so that a broken source is reported as what it is and not as a failed request.</summary>
    private async Task ProveAsync(ResolvedCredentials found, CancellationToken cancellationToken)
    {
        try
        {
            await KeysAsync(found.Credentials).WaitAsync(options.Patience.Credentials, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(FaultOf(found, e), e);
        }
    }

    private CisFault FaultOf(ResolvedCredentials found, Exception exception)
    {
        if (found.Profile is not { } profile)
        {
            return CisFaults.CredentialsUnavailable(found.Origin, Reason(exception));
        }

        return NeedsLogin(profile, exception) ? CisFaults.LoginRequired(profile.Name) : CisFaults.ProfileUnusable(profile.Name, Reason(exception));
    }

    /// <summary>Whether a sign-in to Identity Center, of the profile or of one that it builds on, is what is missing.</summary>
    private bool NeedsLogin(CredentialProfile profile, Exception exception)
    {
        if (exception.GetBaseException() is System.Net.Http.HttpRequestException or System.Net.Sockets.SocketException)
        {
            return false;
        }

        var current = profile;
        for (var depth = 0; current is not null && depth < 10; depth++)
        {
            if (current.Options.SsoStartUrl is not null || current.Options.SsoSession is not null)
            {
                return true;
            }

            var source = current.Options.SourceProfile;
            current = source is not null && _profiles.TryGetProfile(source, out var next) ? next : null;
        }

        return false;
    }

    // Some sources (a credential process, a foreign object) work without ever yielding: they get a thread of the pool.
    private static Task<ImmutableCredentials> KeysAsync(AWSCredentials credentials) => Task.Run(credentials.GetCredentialsAsync);

    /// <summary>What the SDK says of its own making. A process's output may hold secrets and is not repeated.</summary>
    private static string Reason(Exception exception) => exception switch
    {
        TimeoutException => "no answer came in time.",
        ProcessAWSCredentialException => "its credential_process failed or printed no usable credentials.",
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => code,
        { InnerException: AmazonServiceException { ErrorCode: { Length: > 0 } code } } => code,
        _ => KeyIds.MaskAllIn(exception.Message),
    };

    private static bool IsSet(string variable) => Variable(variable) is not null;
}
