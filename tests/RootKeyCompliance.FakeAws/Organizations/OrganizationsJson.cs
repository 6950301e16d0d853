using System.Buffers;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>The shapes of Organizations.</summary>
internal sealed class OrganizationsJson(FakeOrganization organization, OrganizationTree tree, FakePartition partition)
{
    private readonly string _arn = $"arn:{partition.Id}:organizations::{organization.ManagementAccountId}";

    internal static AwsAnswer Answer(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new AwsAnswer(200, buffer.WrittenMemory, AwsAnswer.Json);
    }

    internal static AwsAnswer Answer(string name, Action<Utf8JsonWriter> write) => Answer(json =>
    {
        json.WritePropertyName(name);
        write(json);
    });

    internal static void WriteReference(Utf8JsonWriter json, string id, string type)
    {
        json.WriteStartObject();
        json.WriteString("Id", id);
        json.WriteString("Type", type);
        json.WriteEndObject();
    }

    /// <summary>The organization itself.</summary>
    internal void Write(Utf8JsonWriter json, string? managementEmail)
    {
        var management = organization.ManagementAccountId;
        json.WriteStartObject();
        json.WriteString("Id", organization.Id);
        json.WriteString("Arn", $"{_arn}:organization/{organization.Id}");
        json.WriteString("FeatureSet", organization.AllFeatures ? "ALL" : "CONSOLIDATED_BILLING");
        json.WriteString("MasterAccountArn", $"{_arn}:account/{organization.Id}/{management}");
        json.WriteString("MasterAccountId", management);
        json.WriteString("MasterAccountEmail", managementEmail ?? $"root+{management}@example.com");
        json.WriteStartArray("AvailablePolicyTypes");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal void WriteRoot(Utf8JsonWriter json, OrganizationNode root)
    {
        json.WriteStartObject();
        json.WriteString("Id", root.Id);
        json.WriteString("Arn", $"{_arn}:root/{organization.Id}/{root.Id}");
        json.WriteString("Name", root.Name);
        json.WriteStartArray("PolicyTypes");
        if (organization.AllFeatures)
        {
            json.WriteStartObject();
            json.WriteString("Type", "SERVICE_CONTROL_POLICY");
            json.WriteString("Status", "ENABLED");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal void WriteUnit(Utf8JsonWriter json, OrganizationNode unit)
    {
        json.WriteStartObject();
        json.WriteString("Id", unit.Id);
        json.WriteString("Arn", $"{_arn}:ou/{organization.Id}/{unit.Id}");
        json.WriteString("Name", unit.Name);
        if (organization.SendsPaths)
        {
            json.WriteString("Path", unit.Path);
        }

        json.WriteEndObject();
    }

    internal void Write(Utf8JsonWriter json, FakeAccount account)
    {
        json.WriteStartObject();
        json.WriteString("Id", account.Id);
        json.WriteString("Arn", $"{_arn}:account/{organization.Id}/{account.Id}");
        json.WriteString("Email", account.Email);
        json.WriteString("Name", account.Name);
        json.WriteString("JoinedMethod", "CREATED");
        json.WriteNumber("JoinedTimestamp", account.CreateDate.ToUnixTimeMilliseconds() / 1000.0);
        if (organization.SendsPaths)
        {
            json.WriteStartArray("Paths");
            json.WriteStringValue($"{tree.ParentOf(account).Path}{account.Id}/");
            json.WriteEndArray();
        }

        if (organization.SendsState)
        {
            json.WriteString("State", account.State.ToWire());
        }

        if (organization.SendsStatus)
        {
            json.WriteString("Status", account.State.ToOldWire());
        }

        json.WriteEndObject();
    }
}
