namespace RootKeyCompliance.Fakes;

/// <summary>The parts of <c>Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…</c>.</summary>
internal sealed record AuthorizationHeader(
    string AccessKeyId, string Date, string Region, string Service, string Terminator, string SignedHeaders, string Signature)
{
    internal const string Algorithm = "AWS4-HMAC-SHA256";

    internal string[] SignedHeaderNames { get; } = SignedHeaders.Split(';');

    internal string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    internal static AuthorizationHeader? Parse(string header, out AwsError? error)
    {
        if (header.Length == 0)
        {
            error = new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
            return null;
        }

        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            error = Incomplete($"Authorization header must begin with '{Algorithm}'.");
            return null;
        }

        string? credential = null, signature = null, signedHeaders = null;
        var rest = header.AsSpan(Algorithm.Length + 1);
        foreach (var range in rest.Split(','))
        {
            var part = rest[range].Trim();
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                error = Incomplete($"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header.");
                return null;
            }

            var value = part[(equals + 1)..];
            switch (part[..equals])
            {
                case "Credential":
                    credential = value.ToString();
                    break;
                case "SignedHeaders":
                    signedHeaders = value.ToString();
                    break;
                case "Signature":
                    signature = value.ToString();
                    break;
            }
        }

        if (string.IsNullOrEmpty(credential) || string.IsNullOrEmpty(signedHeaders) || string.IsNullOrEmpty(signature))
        {
            var missing = string.IsNullOrEmpty(credential) ? "Credential" : string.IsNullOrEmpty(signedHeaders) ? "SignedHeaders" : "Signature";
            error = Incomplete($"Authorization header requires '{missing}' parameter.");
            return null;
        }

        var scope = credential.Split('/');
        if (scope.Length != 5)
        {
            error = Incomplete($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
            return null;
        }

        error = null;
        return new AuthorizationHeader(scope[0], scope[1], scope[2], scope[3], scope[4], signedHeaders, signature);
    }

    internal static AwsError Incomplete(string message) => new(400, "IncompleteSignature", message);
}
