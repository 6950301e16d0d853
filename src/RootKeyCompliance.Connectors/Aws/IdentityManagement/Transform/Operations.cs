using System.Globalization;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
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
        (context, response, depth) => context.TestExpression("SummaryMap/entry", depth) && ReadEntry(context, response.SummaryMap));

    internal static InvokeOptions GenerateCredentialReport { get; } = Protocol.Operation<GenerateCredentialReportRequest, GenerateCredentialReportResponse>(
        "GenerateCredentialReport",
        (context, response, depth) =>
        {
            if (context.TestExpression("State", depth))
            {
                response.State = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("Description", depth))
            {
                response.Description = StringUnmarshaller.Instance.Unmarshall(context);
            }

            return true;
        });

    internal static InvokeOptions GetCredentialReport { get; } = Protocol.Operation<GetCredentialReportRequest, GetCredentialReportResponse>(
        "GetCredentialReport",
        (context, response, depth) =>
        {
            if (context.TestExpression("Content", depth))
            {
                response.Content = MemoryStreamUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("ReportFormat", depth))
            {
                response.ReportFormat = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("GeneratedTime", depth))
            {
                response.GeneratedTime = DateTimeUnmarshaller.Instance.Unmarshall(context);
            }

            return true;
        });

    internal static InvokeOptions ListAccessKeys { get; } = Protocol.Operation<ListAccessKeysRequest, ListAccessKeysResponse>(
        "ListAccessKeys",
        (context, response, depth) =>
        {
            if (context.TestExpression("AccessKeyMetadata/member", depth))
            {
                return ReadKey(context, response.AccessKeyMetadata);
            }

            if (context.TestExpression("IsTruncated", depth))
            {
                response.IsTruncated = BoolUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("Marker", depth))
            {
                response.Marker = StringUnmarshaller.Instance.Unmarshall(context);
            }

            return true;
        },
        (request, parameters) => Add(parameters, "Marker", request.Marker));

    internal static InvokeOptions GetAccessKeyLastUsed { get; } = Protocol.Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>(
        "GetAccessKeyLastUsed",
        (context, response, depth) =>
        {
            if (context.TestExpression("AccessKeyLastUsed/LastUsedDate", depth))
            {
                response.AccessKeyLastUsed.LastUsedDate = DateTimeUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("AccessKeyLastUsed/ServiceName", depth))
            {
                response.AccessKeyLastUsed.ServiceName = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("AccessKeyLastUsed/Region", depth))
            {
                response.AccessKeyLastUsed.Region = StringUnmarshaller.Instance.Unmarshall(context);
            }

            return true;
        },
        (request, parameters) => Add(parameters, "AccessKeyId", request.AccessKeyId));

    private static void Add(IDictionary<string, string> parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters[name] = value;
        }
    }

    private static bool ReadKey(XmlUnmarshallerContext context, List<AccessKeyMetadata> keys)
    {
        var depth = context.CurrentDepth;
        var key = new AccessKeyMetadata();
        while (context.ReadAtDepth(depth))
        {
            if (!context.IsStartElement)
            {
                continue;
            }

            if (context.TestExpression("AccessKeyId", depth + 1))
            {
                key.AccessKeyId = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("Status", depth + 1))
            {
                key.Status = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.TestExpression("CreateDate", depth + 1))
            {
                key.CreateDate = DateTimeUnmarshaller.Instance.Unmarshall(context);
            }
        }

        keys.Add(key);
        return true;
    }

    private static bool ReadEntry(XmlUnmarshallerContext context, Dictionary<string, int> map)
    {
        var depth = context.CurrentDepth;
        string? key = null;
        string? value = null;
        while (context.ReadAtDepth(depth))
        {
            if (context.IsStartElement && context.TestExpression("key", depth + 1))
            {
                key = StringUnmarshaller.Instance.Unmarshall(context);
            }
            else if (context.IsStartElement && context.TestExpression("value", depth + 1))
            {
                value = StringUnmarshaller.Instance.Unmarshall(context);
            }
        }

        // A value that is no number stays out: missing is unknown, and unknown is never taken for zero.
        if (key is not null && int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            map[key] = number;
        }

        return true;
    }
}
