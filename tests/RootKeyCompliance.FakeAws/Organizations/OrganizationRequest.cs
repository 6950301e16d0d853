using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Fakes;

/// <summary>A request of somebody who may make it.</summary>
internal sealed class OrganizationRequest(AwsCall call, FakeOrganization organization, OrganizationTree tree, JsonElement input)
{
    internal OrganizationTree Tree => tree;

    internal OrganizationsJson Json { get; } = new(organization, tree, call.Account.Partition);

    /// <summary>Empty when it is not there or is not a string: no parameter here may be empty.</summary>
    internal string Text(string name) =>
        input.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    /// <summary>Answers for the root or unit that ParentId names, or refuses.</summary>
    internal AwsAnswer OfParent(Func<OrganizationNode, AwsAnswer> answer)
    {
        var id = Text("ParentId");
        return !OrganizationIds.IsParent(id) ? call.Fail(AwsError.InvalidInput("INVALID_PATTERN"))
            : tree.Find(id) is { } parent ? answer(parent)
            : call.Fail(new AwsError(400, "ParentNotFoundException", "You specified parent that doesn't exist."));
    }

    /// <summary>The part of a list that was asked for; <paramref name="of"/> is what the list is of, beside the action.</summary>
    internal AwsAnswer Page<T>(string name, string of, IReadOnlyList<T> items, Func<T, string> id, Func<T, JsonObject> write)
    {
        if (PageRequest.Read(input, $"{call.Action} {of}", organization.PageSize) is not { } page)
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        var (first, end, next) = page.Of(items, id, organization.EmptyFirstPage);
        var json = new JsonObject { [name] = new JsonArray([.. items.Skip(first).Take(end - first).Select(write)]) };
        if (next is not null)
        {
            json["NextToken"] = next;
        }

        return OrganizationsJson.Answer(json);
    }
}
