using System.Globalization;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using RootKeyCompliance.Connectors.Aws.Query;

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
