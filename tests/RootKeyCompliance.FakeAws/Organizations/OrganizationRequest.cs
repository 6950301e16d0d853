using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>A request of somebody who may make it.</summary>
internal sealed class OrganizationRequest(AwsCall call, FakeOrganization organization, OrganizationTree tree, JsonElement input)
{
    internal OrganizationTree Tree => tree;

    internal OrganizationsJson Json { get; } = new(organization, tree, call.Account.Partition);

    /// <summary>Empty when it is not there or is not a string: no parameter here may be empty.</summary>
    internal string Text(string name) =>
        input.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    /// <summary>The refusal when ParentId names none.</summary>
    internal AwsAnswer? Parent(out OrganizationNode parent)
    {
        parent = null!;
        var id = Text("ParentId");
        if (!OrganizationIds.IsParent(id))
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        if (tree.Find(id) is not { } found)
        {
            return call.Fail(new AwsError(400, "ParentNotFoundException", "You specified parent that doesn't exist."));
        }

        parent = found;
        return null;
    }

    /// <summary>The part of a list that was asked for.</summary>
    internal AwsAnswer Page<T>(string name, string list, IReadOnlyList<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        if (PageRequest.Read(input, list, organization.PageSize) is not { } page)
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        var (first, end, next) = page.Of(items, id, organization.EmptyFirstPage);
        return OrganizationsJson.Answer(json =>
        {
            json.WriteStartArray(name);
            for (var index = first; index < end; index++)
            {
                write(json, items[index]);
            }

            json.WriteEndArray();
            if (next is not null)
            {
                json.WriteString("NextToken", next);
            }
        });
    }
}
