using System.Globalization;
using System.Security;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>One request that is understood: which action, with what, and, once verified, by whom.</summary>
internal sealed class AwsCall
{
    private readonly AwsForm? _form;
    private readonly byte[] _body;
    private readonly long _number;
    private string? _requestId;

    internal AwsCall(FakeCloud cloud, long number, string action, bool isJson, AwsForm? form, byte[] body)
    {
        Cloud = cloud;
        _number = number;
        Action = action;
        IsJson = isJson;
        _form = form;
        _body = body;
        Operation = AwsOperations.Find(isJson, action);
    }

    internal FakeCloud Cloud { get; }

    internal string Action { get; }

    /// <summary>JSON 1.1 (Organizations) rather than Query and XML.</summary>
    internal bool IsJson { get; }

    /// <summary>Null: no service here has such an action.</summary>
    internal AwsOperation? Operation { get; }

    internal string? Service => IsJson ? "organizations" : Operation?.Service;

    internal ReadOnlySpan<byte> Body => _body;

    internal string RequestId => _requestId ??= string.Create(CultureInfo.InvariantCulture, $"fa4e0000-0000-4000-8000-{_number:x12}");

    /// <summary>Who signed; set when the signature has been verified.</summary>
    internal FakeCredential Caller { get; set; } = null!;

    internal bool IsVerified => Caller is not null;

    /// <summary>The region that was signed for.</summary>
    internal string Region { get; set; } = string.Empty;

    /// <summary>The caller's account.</summary>
    internal FakeAccount Account { get; set; } = null!;

    internal string CallerArn => Caller.Principal.ArnIn(Account);

    internal string? Parameter(string name) => _form?.Value(name);

    /// <summary>Null: it is no JSON.</summary>
    internal JsonElement? ReadJson()
    {
        try
        {
            return JsonElement.Parse(_body.Length == 0 ? "{}"u8 : _body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A Query answer; <paramref name="result"/> goes into the Result element, escaped already. Null: there is none.</summary>
    internal AwsAnswer Answer(string? result)
    {
        var element = result is null ? string.Empty : $"<{Action}Result>{result}</{Action}Result>";
        return new AwsAnswer(
            200,
            $"<{Action}Response xmlns=\"{AwsOperations.NamespaceOf(Service)}\">{element}"
            + $"<ResponseMetadata><RequestId>{RequestId}</RequestId></ResponseMetadata></{Action}Response>",
            AwsAnswer.Xml);
    }

    internal AwsAnswer Fail(AwsError error)
    {
        if (IsJson)
        {
            var json = error.ForJson();
            var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["__type"] = json.Code, ["Message"] = json.Message };
            if (json.Reason is { } reason)
            {
                body["Reason"] = reason;
            }

            return new AwsAnswer(json.Status, JsonSerializer.SerializeToUtf8Bytes(body), AwsAnswer.Json, json.Code);
        }

        var type = error.Status >= 500 ? "Receiver" : "Sender";
        return new AwsAnswer(
            error.Status,
            $"<ErrorResponse xmlns=\"{AwsOperations.NamespaceOf(Service)}\"><Error><Type>{type}</Type><Code>{Escape(error.Code)}</Code>"
            + $"<Message>{Escape(error.Message)}</Message></Error><RequestId>{RequestId}</RequestId></ErrorResponse>",
            AwsAnswer.Xml,
            error.Code);
    }

    internal AwsAnswer Deny(string action, string resource)
    {
        var error = AwsError.AccessDenied($"User: {CallerArn} is not authorized to perform: {action} on resource: {resource}");
        return Fail(string.Equals(Service, "sns", StringComparison.Ordinal) ? error with { Code = "AuthorizationError" } : error);
    }

    internal static string Escape(string text) => SecurityElement.Escape(text);

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
