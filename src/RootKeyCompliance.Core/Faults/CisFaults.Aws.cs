using System.Globalization;
using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of credentials and of AWS's answers.</summary>
public static partial class CisFaults
{
    private const string Permissions = "iam:GetAccountSummary, iam:GenerateCredentialReport, iam:GetCredentialReport";

    /// <summary>Nothing in the look-up order has credentials.</summary>
    public static CisFault NoCredentials() => new(
        nameof(NoCredentials), Authentication,
        "No AWS credentials were found in parameters, $StoredAWSCredentials, environment variables, the default profile, or a container or instance role.",
        "Use -ProfileName, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with 'aws sso login'. -Debug shows where they were looked for.");

    /// <summary>A named profile does not exist.</summary>
    public static CisFault ProfileNotFound(string name) => new(
        nameof(ProfileNotFound), NotFound,
        $"There is no AWS profile '{PlainText.OneLine(name)}'.",
        "Run 'aws configure list-profiles' or Get-AWSCredential -ListProfileDetail to see the names; -ProfileLocation names another file.");

    /// <summary>A profile exists and gives no credentials.</summary>
    public static CisFault ProfileUnusable(string name, string reason) => new(
        nameof(ProfileUnusable), Authentication,
        $"The AWS profile '{PlainText.OneLine(name)}' gives no credentials: {PlainText.OneLine(reason)}",
        $"Run 'aws sts get-caller-identity --profile {PlainText.OneLine(name)}' and correct the profile.");

    /// <summary>An Identity Center profile needs a new sign-in.</summary>
    public static CisFault LoginRequired(string profile) => new(
        nameof(LoginRequired), Authentication,
        $"The Identity Center session of profile '{PlainText.OneLine(profile)}' is missing or has expired.",
        $"Run 'aws sso login --profile {PlainText.OneLine(profile)}' or Invoke-AWSSSOLogin -ProfileName {PlainText.OneLine(profile)}.");

    /// <summary>Credentials are configured but cannot be had.</summary>
    public static CisFault CredentialsUnavailable(string origin, string reason) => new(
        nameof(CredentialsUnavailable), Authentication,
        $"Credentials from {origin} could not be had: {PlainText.OneLine(reason)}",
        "Mend that source of credentials, or name another one with -ProfileName.");

    /// <summary>Credential parameters make no whole.</summary>
    public static CisFault InvalidCredentialParameter(string reason) => new(
        nameof(InvalidCredentialParameter), InvalidArgument,
        reason,
        "Give -AccessKey with -SecretKey (and -SessionToken for temporary credentials), or -ProfileName, or -Credential.");

    /// <summary>AWS does not know the credentials.</summary>
    public static CisFault InvalidCredentials(string code) => new(
        nameof(InvalidCredentials), Authentication,
        $"AWS refused the credentials ({PlainText.OneLine(code)}): the access key is unknown, or the secret key does not belong to it.",
        "Check the access key, its secret and, for temporary credentials, the session token; -Debug shows where they came from.");

    /// <summary>The credentials' time is over.</summary>
    public static CisFault ExpiredCredentials(string code) => new(
        nameof(ExpiredCredentials), Authentication,
        $"The credentials have expired ({PlainText.OneLine(code)}).",
        "Sign in again ('aws sso login', or a new session token) and repeat the command.");

    /// <summary>The clocks differ by too much.</summary>
    public static CisFault ClockSkew() => new(
        nameof(ClockSkew), Authentication,
        "AWS refused the request's time: this machine's clock is off by more than 15 minutes.",
        "Set this machine's clock and repeat the command.");

    /// <summary>The credentials may not make the call.</summary>
    public static CisFault AccessDenied(string action, string awsMessage) => new(
        nameof(AccessDenied), Permission,
        $"Access to {action} was denied: {Sentence(awsMessage)}",
        $"Allow {action} for these credentials{(IsOfCheck(action) ? $"; the check uses {Permissions}" : "")}. A service control policy can deny it too.");

    /// <summary>AWS asked for fewer requests until the retries were used up.</summary>
    public static CisFault Throttled(string action) => new(
        nameof(Throttled), Throttling,
        $"AWS throttled {action} until all retries were used up.",
        "Repeat the command later, or raise AWS_MAX_ATTEMPTS.");

    /// <summary>AWS failed until the retries were used up.</summary>
    public static CisFault ServiceFailure(string action, string code) => new(
        nameof(ServiceFailure), Connection,
        $"AWS failed to answer {action} ({Code(code)}) until all retries were used up.",
        "Repeat the command later; https://health.aws.amazon.com shows known troubles.");

    /// <summary>AWS refused the request for a reason with no id of its own here.</summary>
    public static CisFault RequestRefused(string action, string code, string awsMessage) => new(
        nameof(RequestRefused), InvalidData,
        $"AWS refused {action} ({Code(code)}): {Sentence(awsMessage)}",
        "Check region, endpoint and credentials; -Debug shows where they came from.");

    /// <summary>The endpoint cannot be reached.</summary>
    public static CisFault EndpointUnreachable(string host, string reason) => new(
        nameof(EndpointUnreachable), Connection,
        $"The endpoint {host} could not be reached: {Sentence(reason)}",
        "Check the network, proxy (HTTPS_PROXY), region and -EndpointUrl.");

    /// <summary>No answer came in time.</summary>
    public static CisFault RequestTimedOut(string action) => new(
        nameof(RequestTimedOut), CisFaultKind.Timeout,
        $"No answer to {action} came in time.",
        "Check the network and proxy, and repeat the command.");

    /// <summary>Nothing has been answered for so long that nothing more was asked.</summary>
    /// <param name="last">What the last request came to: its id is this one's.</param>
    /// <param name="action">What was not asked for.</param>
    /// <param name="silence">For how long.</param>
    public static CisFault NotAsked(CisFault last, string action, TimeSpan silence)
    {
        ArgumentNullException.ThrowIfNull(last);
        var seconds = ((long)silence.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return last with { Message = $"{action} was not sent: AWS has answered nothing for {seconds} seconds. Before that: {last.Message}" };
    }

    /// <summary>The answer is damaged.</summary>
    public static CisFault MalformedResponse(string action) => new(
        nameof(MalformedResponse), InvalidData,
        $"The answer to {action} could not be read: it is damaged, or not AWS's.",
        "Check for a proxy that changes answers, and -EndpointUrl.");

    /// <summary>There is no such topic.</summary>
    public static CisFault TopicNotFound(string arn) => new(
        nameof(TopicNotFound), NotFound,
        $"There is no SNS topic {PlainText.OneLine(arn)}.",
        "Check topicArn: region, account and name; 'aws sns list-topics' or Get-SNSTopic lists the topics.");

    private static bool IsOfCheck(string? action)
        => action is not null && Permissions.Split(", ").Contains(action, StringComparer.Ordinal);

    // The other side's word, too.
    private static string Code(string text) => KeyIds.MaskAllIn(PlainText.OneLine(text));

    private static string Sentence(string text)
    {
        var line = KeyIds.MaskAllIn(PlainText.OneLine(text));
        return line.Length == 0 ? "no reason was given." : line.EndsWith('.') ? line : line + ".";
    }
}
