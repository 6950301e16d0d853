using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Fakes;

/// <summary>The shapes of Organizations.</summary>
internal sealed class OrganizationsJson(FakeOrganization organization, OrganizationTree tree, FakePartition partition)
{
    private readonly string _arn = $"arn:{partition.Id}:organizations::{organization.ManagementAccountId}";

    internal static AwsAnswer Answer(JsonObject json) => new(200, JsonSerializer.SerializeToUtf8Bytes(json), AwsAnswer.Json);

    internal static JsonObject Reference(string id, string type) => new() { ["Id"] = id, ["Type"] = type };

    internal JsonObject Organization(string? managementEmail)
    {
        var management = organization.ManagementAccountId;
        return new JsonObject
        {
            ["Id"] = organization.Id,
            ["Arn"] = $"{_arn}:organization/{organization.Id}",
            ["FeatureSet"] = organization.AllFeatures ? "ALL" : "CONSOLIDATED_BILLING",
            ["MasterAccountArn"] = $"{_arn}:account/{organization.Id}/{management}",
            ["MasterAccountId"] = management,
            ["MasterAccountEmail"] = managementEmail ?? $"root+{management}@example.com",
            ["AvailablePolicyTypes"] = new JsonArray(),
        };
    }

    internal JsonObject Root(OrganizationNode root)
    {
        var policies = new JsonArray();
        if (organization.AllFeatures)
        {
            policies.Add((JsonNode)new JsonObject { ["Type"] = "SERVICE_CONTROL_POLICY", ["Status"] = "ENABLED" });
        }

        return new JsonObject
        {
            ["Id"] = root.Id,
            ["Arn"] = $"{_arn}:root/{organization.Id}/{root.Id}",
            ["Name"] = root.Name,
            ["PolicyTypes"] = policies,
        };
    }

    internal JsonObject Unit(OrganizationNode unit)
    {
        var json = new JsonObject { ["Id"] = unit.Id, ["Arn"] = $"{_arn}:ou/{organization.Id}/{unit.Id}", ["Name"] = unit.Name };
        if (organization.SendsPaths)
        {
            json["Path"] = unit.Path;
        }

        return json;
    }

    internal JsonObject Account(FakeAccount account)
    {
        var json = new JsonObject
        {
            ["Id"] = account.Id,
            ["Arn"] = $"{_arn}:account/{organization.Id}/{account.Id}",
            ["Email"] = account.Email,
            ["Name"] = account.Name,
            ["JoinedMethod"] = "CREATED",
            ["JoinedTimestamp"] = account.CreateDate.ToUnixTimeMilliseconds() / 1000.0,
        };
        if (organization.SendsPaths)
        {
            json["Paths"] = new JsonArray($"{tree.ParentOf(account).Path}{account.Id}/");
        }

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
}
