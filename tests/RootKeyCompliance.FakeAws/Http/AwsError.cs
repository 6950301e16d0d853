namespace RootKeyCompliance.Fakes;

/// <summary>An error AWS answers with: status, code and message as a caller sees them.</summary>
internal sealed record AwsError(int Status, string Code, string Message)
{
    /// <summary>Why, in the one word that InvalidInputException of Organizations has for it.</summary>
    internal string? Reason { get; init; }

    internal static AwsError InvalidInput(string reason) =>
        new(400, "InvalidInputException", "You provided a value that does not match the required pattern.") { Reason = reason };

    internal static AwsError InvalidAction(string action, string version) =>
        new(400, "InvalidAction", $"Could not find operation {action} for version {version}");

    internal static AwsError MissingAction { get; } = new(400, "MissingAction", "The request must contain an action or a valid parameter.");

    internal static AwsError Validation(string message) => new(400, "ValidationError", message);

    /// <summary>A parameter outside what the service's model allows.</summary>
    internal static AwsError Constraint(string? value, string name, string constraint) => Validation(
        $"1 validation error detected: Value {(value is null ? "null" : $"'{value}'")} at '{name}' failed to satisfy constraint: Member must {constraint}");

    internal static AwsError AccessDenied(string message) => new(403, "AccessDenied", message);

    internal static AwsError NoSuchEntity(string message) => new(404, "NoSuchEntity", message);

    internal static AwsError Throttling { get; } = new(400, "Throttling", "Rate exceeded");

    /// <summary>The other throttle of Organizations.</summary>
    internal static AwsError AlreadyInProgress { get; } = new(
        400,
        "TooManyRequestsException",
        "AWS Organizations can't complete your request because another request is already in progress. Try again later.");

    internal static AwsError ServiceFailure { get; } = new(500, "ServiceFailure", "Service failure.");

    internal static AwsError ServiceUnavailable { get; } = new(503, "ServiceUnavailable", "Service Unavailable. Please try again later.");

    internal static AwsError ExpiredToken { get; } = new(403, "ExpiredToken", "The security token included in the request is expired");

    internal static AwsError InvalidToken { get; } = new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

    /// <summary>The same error in the words of a JSON 1.1 service, which has other codes and no 403.</summary>
    internal AwsError ForJson() => Code switch
    {
        "SignatureDoesNotMatch" => this with { Status = 400, Code = "InvalidSignatureException" },
        "InvalidClientTokenId" => this with { Status = 400, Code = "UnrecognizedClientException" },
        "IncompleteSignature" => this with { Status = 400, Code = "IncompleteSignatureException" },
        "MissingAuthenticationToken" => this with { Status = 400, Code = "MissingAuthenticationTokenException" },
        "RequestExpired" => this with { Status = 400, Code = "InvalidSignatureException" },
        "ExpiredToken" => this with { Status = 400, Code = "ExpiredTokenException" },
        "AccessDenied" => this with { Status = 400, Code = "AccessDeniedException" },
        // Organizations throttles with 400, not 429.
        "Throttling" => this with
        {
            Code = "TooManyRequestsException",
            Message = "AWS Organizations was sent too many requests in too short a period of time.",
        },
        "ServiceFailure" => this with { Code = "ServiceException" },
        "InvalidAction" or "MissingAction" => this with { Code = "UnknownOperationException" },
        "ValidationError" => this with { Code = "InvalidInputException" },
        _ => this,
    };
}
