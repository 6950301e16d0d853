using System.Buffers.Text;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>sts:AssumeRoleWithWebIdentity: no signature, but a token of a provider that the role trusts.</summary>
internal static class WebIdentities
{
    internal const string Action = "AssumeRoleWithWebIdentity";

    private static readonly AwsError NotAuthorized = AwsError.AccessDenied($"Not authorized to perform sts:{Action}");

    /// <summary>Null when the token is good and the role trusts it; <paramref name="call"/> then has the role as caller.</summary>
    internal static AwsError? Admit(AwsCall call)
    {
        var arn = SecurityTokens.RoleArn().Match(call.Parameter("RoleArn") ?? string.Empty);
        var session = call.Parameter("RoleSessionName") ?? string.Empty;
        if (!arn.Success)
        {
            return AwsError.Validation("Request ARN is invalid");
        }

        if (!SecurityTokens.SessionName().IsMatch(session))
        {
            return AwsError.Constraint(session, "roleSessionName", "satisfy regular expression pattern: [\\w+=,.@-]*");
        }

        if (SecurityTokens.Duration(call, isChained: false, out var error) is null)
        {
            return error;
        }

        error = Read(call, out var issuer, out var audience, out var subject);
        if (error is not null)
        {
            return error;
        }

        // "No such role" and "not for you" are one answer here, too.
        var role = arn.Groups["role"].Value;
        if (!call.Cloud.Accounts.TryGetValue(arn.Groups["account"].Value, out var account)
            || account.State != FakeAccountState.Active
            || !string.Equals(account.Partition.Id, arn.Groups["partition"].Value, StringComparison.Ordinal)
            || !account.WebIdentityTrusts.Any(trust => trust.Admits(role, issuer, audience, subject)))
        {
            return NotAuthorized;
        }

        call.Caller = new FakeCredential(string.Empty, string.Empty, account.Id, FakePrincipal.AssumedRole(role, session));
        call.Account = account;
        return null;
    }

    internal static AwsAnswer AssumeRole(AwsCall call)
    {
        if (call.Caller.AccessKeyId.Length > 0 && Admit(call) is { } error)
        {
            // Signed, which it need not be: the token counts all the same.
            return call.Fail(error);
        }

        var principal = call.Caller.Principal;
        var duration = SecurityTokens.Duration(call, isChained: false, out _)!.Value;
        return call.Answer(SecurityTokens.RoleSession(call, call.Account, principal, duration));
    }

    private static AwsError? Read(AwsCall call, out string issuer, out string audience, out string subject)
    {
        issuer = audience = subject = string.Empty;
        var token = call.Parameter("WebIdentityToken") ?? string.Empty;
        var parts = token.Split('.');
        if (parts.Length != 3 || Claims(parts[1]) is not { ValueKind: JsonValueKind.Object } claims)
        {
            return Invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
        }

        issuer = Text(claims, "iss");
        audience = Text(claims, "aud");
        subject = Text(claims, "sub");
        var address = issuer;
        if (call.Cloud.IdentityProviders.FirstOrDefault(each => string.Equals(each.Issuer, address, StringComparison.Ordinal)) is not { } provider)
        {
            return Invalid($"No OpenIDConnect provider found in your account for {issuer}");
        }

        if (!Base64Url.IsValid(parts[2]) || !provider.HasSigned(token.AsSpan(0, token.LastIndexOf('.')), Base64Url.DecodeFromChars(parts[2])))
        {
            return Invalid("Couldn't retrieve verification key from your identity provider, please reference "
                + $"{Action} documentation for requirements");
        }

        if (!claims.TryGetProperty("exp", out var expires) || !expires.TryGetInt64(out var seconds))
        {
            return Invalid("Missing a required claim: exp");
        }

        if (DateTimeOffset.FromUnixTimeSeconds(seconds) <= call.Cloud.Time.GetUtcNow())
        {
            return new AwsError(400, "ExpiredTokenException", "Token expired: current date/time must be before the expiration date/time");
        }

        return provider.Audiences.Contains(audience, StringComparer.Ordinal) ? null : Invalid("Incorrect token audience");
    }

    private static JsonElement? Claims(string part)
    {
        try
        {
            return JsonElement.Parse(Base64Url.DecodeFromChars(part));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind is JsonValueKind.String ? claim.GetString()! : string.Empty;

    private static AwsError Invalid(string message) => new(400, "InvalidIdentityToken", message);
}
