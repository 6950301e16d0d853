using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>organizations: the organization, its accounts, and the tree they are in.</summary>
internal static class OrganizationOperations
{
    /// <summary>Every member may ask for this one.</summary>
    internal static AwsAnswer Describe(AwsCall call)
    {
        if (call.Cloud is not { Organization: { } organization, Tree: { } tree })
        {
            return NotInUse(call);
        }

        var writer = new OrganizationsJson(organization, tree, call.Account.Partition);
        var email = call.Cloud.Accounts.TryGetValue(organization.ManagementAccountId, out var account) ? account.Email : null;
        return OrganizationsJson.Answer("Organization", json => writer.Write(json, email));
    }

    internal static AwsAnswer ListAccounts(AwsCall call)
    {
        if (Enter(call, out var request) is { } refusal)
        {
            return refusal;
        }

        return request.Page("Accounts", "ListAccounts", call.Cloud.Order.All, static account => account.Id, request.Json.Write);
    }

    internal static AwsAnswer ListRoots(AwsCall call)
    {
        if (Enter(call, out var request) is { } refusal)
        {
            return refusal;
        }

        return request.Page("Roots", "ListRoots", [request.Tree.Root], static node => node.Id, request.Json.WriteRoot);
    }

    internal static AwsAnswer ListAccountsForParent(AwsCall call)
    {
        if (EnterParent(call, out var request, out var parent) is { } refusal)
        {
            return refusal;
        }

        return request.Page(
            "Accounts", $"ListAccountsForParent {parent.Id}", call.Cloud.Order.DirectlyBelow(parent), static account => account.Id,
            request.Json.Write);
    }

    internal static AwsAnswer ListOrganizationalUnitsForParent(AwsCall call)
    {
        if (EnterParent(call, out var request, out var parent) is { } refusal)
        {
            return refusal;
        }

        return request.Page(
            "OrganizationalUnits", $"ListOrganizationalUnitsForParent {parent.Id}", parent.Units, static unit => unit.Id,
            request.Json.WriteUnit);
    }

    internal static AwsAnswer ListChildren(AwsCall call)
    {
        if (EnterParent(call, out var request, out var parent) is { } refusal)
        {
            return refusal;
        }

        var type = request.Text("ChildType");
        return type switch
        {
            "ACCOUNT" => request.Page(
                "Children", $"ListChildren {parent.Id} {type}", call.Cloud.Order.DirectlyBelow(parent), static account => account.Id,
                (json, account) => OrganizationsJson.WriteReference(json, account.Id, type)),
            "ORGANIZATIONAL_UNIT" => request.Page(
                "Children", $"ListChildren {parent.Id} {type}", parent.Units, static unit => unit.Id,
                (json, unit) => OrganizationsJson.WriteReference(json, unit.Id, type)),
            _ => call.Fail(AwsError.InvalidInput("INVALID_ENUM")),
        };
    }

    internal static AwsAnswer ListParents(AwsCall call)
    {
        if (Enter(call, out var request) is { } refusal)
        {
            return refusal;
        }

        var child = request.Text("ChildId");
        OrganizationNode? parent;
        if (OrganizationIds.IsAccount(child))
        {
            parent = call.Cloud.Accounts.TryGetValue(child, out var account) ? request.Tree.ParentOf(account) : null;
        }
        else if (OrganizationIds.IsUnit(child))
        {
            parent = request.Tree.Find(child)?.Parent;
        }
        else
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        return parent is null
            ? call.Fail(new AwsError(400, "ChildNotFoundException", "You specified a child that doesn't exist."))
            : request.Page(
                "Parents", $"ListParents {child}", [parent], static node => node.Id,
                static (json, node) => OrganizationsJson.WriteReference(json, node.Id, node.Parent is null ? "ROOT" : "ORGANIZATIONAL_UNIT"));
    }

    internal static AwsAnswer DescribeOrganizationalUnit(AwsCall call)
    {
        if (Enter(call, out var request) is { } refusal)
        {
            return refusal;
        }

        var id = request.Text("OrganizationalUnitId");
        if (!OrganizationIds.IsUnit(id))
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        return request.Tree.Find(id) is { } unit
            ? OrganizationsJson.Answer("OrganizationalUnit", json => request.Json.WriteUnit(json, unit))
            : call.Fail(
                new AwsError(400, "OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist."));
    }

    // What all but Describe want: an organization, somebody in charge of it, and JSON.
    private static AwsAnswer? Enter(AwsCall call, out OrganizationRequest request)
    {
        request = null!;
        if (call.Cloud is not { Organization: { } organization, Tree: { } tree })
        {
            return NotInUse(call);
        }

        if (!organization.MayAdminister(call.Account.Id))
        {
            return call.Fail(AwsError.AccessDenied("You don't have permissions to access this resource."));
        }

        if (call.ReadJson() is not { ValueKind: JsonValueKind.Object } input)
        {
            return call.Fail(new AwsError(400, "SerializationException", "The request is not a JSON object."));
        }

        request = new OrganizationRequest(call, organization, tree, input);
        return null;
    }

    private static AwsAnswer? EnterParent(AwsCall call, out OrganizationRequest request, out OrganizationNode parent)
    {
        parent = null!;
        return Enter(call, out request) ?? request.Parent(out parent);
    }

    private static AwsAnswer NotInUse(AwsCall call) =>
        call.Fail(new AwsError(400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."));
}
