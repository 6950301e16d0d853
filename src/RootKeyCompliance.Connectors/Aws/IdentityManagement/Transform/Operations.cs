using System.Globalization;
using System.Xml;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime.Internal;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.IdentityManagement.Transform;

/// <summary>How each IAM operation is written and read. A new operation is one more entry.</summary>
internal static class Operations
{
    private static readonly QueryProtocol Protocol = new(
        "Amazon.IdentityManagement", "2010-05-08",
        static (error, inner, status) => new AmazonIdentityManagementServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, status));

    internal static InvokeOptions GetAccountSummary { get; } = Protocol.Operation<GetAccountSummaryRequest, GetAccountSummaryResponse>(
        "GetAccountSummary",
        (response, name, text) =>
        {
            switch (name)
            {
                case "key" when text is not null:
                    (response.Key, response.KeyOfValue) = (text, null);
                    break;

                // A key's value is the element after it.
                case "value" when text is null:
                    (response.KeyOfValue, response.Key) = (response.Key, null);
                    break;

                // A value that is no number stays out: missing is unknown, and unknown is never taken for zero.
                case "value" when response.KeyOfValue is { } key:
                    if (!response.Said.Add(key))
                    {
                        throw new XmlException("The summary says something twice.");
                    }

                    if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
                    {
                        response.SummaryMap[key] = number;
                    }

                    break;
                default:
                    response.Key = null;
                    break;
            }
        });

    internal static InvokeOptions GenerateCredentialReport { get; } = Protocol.Operation<GenerateCredentialReportRequest, GenerateCredentialReportResponse>(
        "GenerateCredentialReport",
        (response, name, text) =>
        {
            switch (name)
            {
                case "State":
                    response.State = text;
                    break;
                case "Description":
                    response.Description = text;
                    break;
                default:
                    break;
            }
        });

    internal static InvokeOptions GetCredentialReport { get; } = Protocol.Operation<GetCredentialReportRequest, GetCredentialReportResponse>(
        "GetCredentialReport",
        (response, name, text) =>
        {
            switch (name)
            {
                case "Content" when text is not null:
                    response.Content = new MemoryStream(Convert.FromBase64String(text));
                    break;
                case "ReportFormat":
                    response.ReportFormat = text;
                    break;
                case "GeneratedTime" when text is not null:
                    response.GeneratedTime = Time(text);
                    break;
                default:
                    break;
            }
        });

    internal static InvokeOptions ListAccessKeys { get; } = Protocol.Operation<ListAccessKeysRequest, ListAccessKeysResponse>(
        "ListAccessKeys",
        (response, name, text) =>
        {
            switch (name)
            {
                case "member" when text is null:
                    response.AccessKeyMetadata.Add(new AccessKeyMetadata());
                    break;
                case "IsTruncated" when text is not null:
                    response.IsTruncated = bool.Parse(text);
                    break;
                case "Marker":
                    response.Marker = text;
                    break;
                default:
                    Take(response.AccessKeyMetadata.LastOrDefault(), name, text);
                    break;
            }
        },
        (request, parameters) => Add(parameters, "Marker", request.Marker));

    internal static InvokeOptions GetAccessKeyLastUsed { get; } = Protocol.Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>(
        "GetAccessKeyLastUsed",
        (response, name, text) =>
        {
            switch (name)
            {
                case "LastUsedDate" when text is not null:
                    response.AccessKeyLastUsed.LastUsedDate = Time(text);
                    break;
                case "ServiceName":
                    response.AccessKeyLastUsed.ServiceName = text;
                    break;
                case "Region":
                    response.AccessKeyLastUsed.Region = text;
                    break;
                default:
                    break;
            }
        },
        (request, parameters) => Add(parameters, "AccessKeyId", request.AccessKeyId));

    internal static InvokeOptions DeleteAccessKey { get; } = Protocol.Operation<DeleteAccessKeyRequest, DeleteAccessKeyResponse>(
        "DeleteAccessKey",
        read: null,
        (request, parameters) => Add(parameters, "AccessKeyId", request.AccessKeyId));

    private static void Add(IDictionary<string, string> parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters[name] = value;
        }
    }

    /// <summary>Passed over, or written over another's, it would be a key that is not there.</summary>
    private static void Take(AccessKeyMetadata? key, string name, string? text)
    {
        if (name is not ("AccessKeyId" or "Status" or "CreateDate"))
        {
            return;
        }

        if (key is null)
        {
            throw new XmlException($"There is a {name} that is no key's.");
        }

        // The element begins; its text comes by itself.
        if (text is null)
        {
            return;
        }

        switch (name)
        {
            case "AccessKeyId":
                key.AccessKeyId = key.AccessKeyId is null ? text : throw new XmlException("A key has a second id.");
                break;
            case "Status":
                key.Status = key.Status is null ? text : throw new XmlException("A key has a second status.");
                break;
            default:
                key.CreateDate = Time(text);
                break;
        }
    }

    private static DateTime Time(string text)
        => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
