using System.Globalization;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Fakes;

/// <summary>sts:GetCallerIdentity and sts:AssumeRole.</summary>
internal static partial class SecurityTokens
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Needs no permission, so nothing is checked.</summary>
    internal static AwsAnswer GetCallerIdentity(AwsCall call) => call.Answer(
        $"<Arn>{AwsCall.Escape(call.CallerArn)}</Arn>"
        + $"<UserId>{AwsCall.Escape(call.Caller.Principal.UserIdIn(call.Account))}</UserId><Account>{call.Account.Id}</Account>");

    internal static AwsAnswer AssumeRole(AwsCall call)
    {
        var arn = call.Parameter("RoleArn") ?? string.Empty;
        var session = call.Parameter("RoleSessionName") ?? string.Empty;
        var match = RoleArn().Match(arn);
        if (!match.Success)
        {
            return call.Fail(AwsError.Validation($"{arn} is invalid"));
        }

        if (!SessionName().IsMatch(session))
        {
            return call.Fail(AwsError.Constraint(session, "roleSessionName", "satisfy regular expression pattern: [\\w+=,.@-]*"));
        }

        if (Duration(call, isChained: call.Caller.Principal.Kind == FakePrincipalKind.AssumedRole, out var error) is not { } duration)
        {
            return call.Fail(error!);
        }

        if (call.Caller.Principal.Kind == FakePrincipalKind.Root)
        {
            return call.Fail(AwsError.AccessDenied("Roles may not be assumed by root accounts."));
        }

        // "No such role" and "not for you" are one answer: AWS does not tell which.
        var role = match.Groups["role"].Value;
        if (!call.Cloud.Accounts.TryGetValue(match.Groups["account"].Value, out var account)
            || !MayAssume(call, account, match.Groups["partition"].Value, role))
        {
            return call.Deny("sts:AssumeRole", arn);
        }

        var principal = FakePrincipal.AssumedRole(role, session);
        return call.Answer(
            RoleSession(call, account, principal, duration)
            + (call.Parameter("SourceIdentity") is { } identity ? $"<SourceIdentity>{AwsCall.Escape(identity)}</SourceIdentity>" : string.Empty));
    }

    internal static string RoleSession(AwsCall call, FakeAccount account, FakePrincipal principal, TimeSpan duration)
    {
        var credential = call.Cloud.Sessions.Mint(account.Id, principal, call.Cloud.Time.GetUtcNow() + duration);
        return $"{Credentials(credential)}<AssumedRoleUser><AssumedRoleId>{AwsCall.Escape(principal.UserIdIn(account))}</AssumedRoleId>"
            + $"<Arn>{AwsCall.Escape(principal.ArnIn(account))}</Arn></AssumedRoleUser>";
    }

    internal static string Credentials(FakeCredential credential) =>
        $"<Credentials><AccessKeyId>{credential.AccessKeyId}</AccessKeyId><SecretAccessKey>{credential.SecretKey}</SecretAccessKey>"
        + $"<SessionToken>{credential.SessionToken}</SessionToken><Expiration>{AwsCall.Time(credential.Expiration!.Value)}</Expiration></Credentials>";

    /// <summary>The account a request is about, for the log and for faults: the one to be entered, else the caller's own.</summary>
    internal static string TargetOf(AwsCall call)
    {
        if (call.Action is "AssumeRole" or "AssumeRoleWithWebIdentity" && call.Parameter("RoleArn") is { } arn && RoleArn().Match(arn) is { Success: true } match)
        {
            return match.Groups["account"].Value;
        }

        return (call.Action is "AssumeRoot" ? RootSessions.TargetOf(call) : null) ?? call.Account.Id;
    }

    private static bool MayAssume(AwsCall call, FakeAccount account, string partition, string role) =>
        account.State == FakeAccountState.Active
        && string.Equals(account.Partition.Id, partition, StringComparison.Ordinal)
        && ReferenceEquals(account.Partition, call.Account.Partition)
        && !account.Denies("AssumeRole", ofIam: false)
        && account.Roles?.Contains(role) is not false
        && (account.ExternalId is null || string.Equals(account.ExternalId, call.Parameter("ExternalId"), StringComparison.Ordinal));

    internal static TimeSpan? Duration(AwsCall call, bool isChained, out AwsError? error)
    {
        error = null;
        if (call.Parameter("DurationSeconds") is not { } text)
        {
            return Hour;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 900 or > 43200)
        {
            error = AwsError.Constraint(text, "durationSeconds", "have value between 900 and 43200");
            return null;
        }

        var duration = TimeSpan.FromSeconds(seconds);
        if (isChained && duration > Hour)
        {
            error = AwsError.Validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
            return null;
        }

        return duration;
    }

    [GeneratedRegex(
        @"^arn:(?<partition>[a-z-]+):iam::(?<account>[0-9]{12}):role/([!-~]+/)?(?<role>[A-Za-z0-9_+=,.@-]{1,64})\z",
        RegexOptions.ExplicitCapture,
        1000)]
    internal static partial Regex RoleArn();

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex SessionName();
}
