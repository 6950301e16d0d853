using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Fakes;

/// <summary>organizations:DescribeOrganization and ListAccounts. Walking OUs has its place here when it comes.</summary>
internal static class Organizations
{
    private const int MaxPageSize = 20;

    internal static AwsAnswer Describe(AwsCall call)
    {
        if (call.Cloud.Organization is not { } organization)
        {
            return NotInUse(call);
        }

        var management = organization.ManagementAccountId;
        return Answer(new JsonObject
        {
            ["Organization"] = new JsonObject
            {
                ["Id"] = organization.Id,
                ["Arn"] = $"arn:{call.Account.Partition.Id}:organizations::{management}:organization/{organization.Id}",
                ["FeatureSet"] = organization.AllFeatures ? "ALL" : "CONSOLIDATED_BILLING",
                ["MasterAccountArn"] = $"arn:{call.Account.Partition.Id}:organizations::{management}:account/{organization.Id}/{management}",
                ["MasterAccountId"] = management,
                ["MasterAccountEmail"] = call.Cloud.Accounts.TryGetValue(management, out var account) ? account.Email : $"root+{management}@example.com",
                ["AvailablePolicyTypes"] = new JsonArray(),
            },
        });
    }

    internal static AwsAnswer ListAccounts(AwsCall call)
    {
        if (call.Cloud.Organization is not { } organization)
        {
            return NotInUse(call);
        }

        if (!organization.MayAdminister(call.Account.Id))
        {
            return call.Fail(AwsError.AccessDenied("You don't have permissions to access this resource."));
        }

        if (!TryReadPage(call, organization, out var first, out var size))
        {
            return call.Fail(AwsError.Validation("You provided a value that does not match the required pattern."));
        }

        // By id, so that paging is stable while tests add accounts.
        var ids = call.Cloud.Accounts.Keys.ToArray();
        Array.Sort(ids, StringComparer.Ordinal);
        var accounts = new JsonArray();
        var next = organization.EmptyFirstPage && first < 0 ? 0 : Math.Max(first, 0) + size;
        for (var index = Math.Max(first, 0); index < Math.Min(next, ids.Length); index++)
        {
            accounts.Add((JsonNode)Write(organization, call.Cloud.Accounts[ids[index]]));
        }

        var page = new JsonObject { ["Accounts"] = accounts };
        if (next < ids.Length)
        {
            page["NextToken"] = next.ToString(CultureInfo.InvariantCulture);
        }

        return Answer(page);
    }

    // -1: the very first page, which may be an empty one.
    private static bool TryReadPage(AwsCall call, FakeOrganization organization, out int first, out int size)
    {
        first = -1;
        size = Math.Clamp(organization.PageSize, 1, MaxPageSize);
        try
        {
            var input = call.ReadJson();
            if (input.TryGetProperty("MaxResults", out var asked))
            {
                if (!asked.TryGetInt32(out var most) || most is < 1 or > MaxPageSize)
                {
                    return false;
                }

                size = Math.Min(size, most);
            }

            return !input.TryGetProperty("NextToken", out var token) || token.ValueKind == JsonValueKind.Null
                || (int.TryParse(token.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out first) && first >= 0);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonObject Write(FakeOrganization organization, FakeAccount account)
    {
        var json = new JsonObject
        {
            ["Id"] = account.Id,
            ["Arn"] = $"arn:{account.Partition.Id}:organizations::{organization.ManagementAccountId}:account/{organization.Id}/{account.Id}",
            ["Email"] = account.Email,
            ["Name"] = account.Name,
            ["JoinedMethod"] = "CREATED",
            ["JoinedTimestamp"] = account.CreateDate.ToUnixTimeMilliseconds() / 1000.0,
            ["Paths"] = new JsonArray($"{organization.Id}/r-fake/{account.Id}/"),
        };
        if (organization.SendsState)
        {
            json["State"] = account.State.ToWire();
        }

        if (organization.SendsStatus)
        {
            json["Status"] = account.State.ToOldWire();
        }

        return json;
    }

    private static AwsAnswer NotInUse(AwsCall call) =>
        call.Fail(new AwsError(400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."));

    private static AwsAnswer Answer(JsonObject body) => new(200, body.ToJsonString(), AwsAnswer.Json);
}
