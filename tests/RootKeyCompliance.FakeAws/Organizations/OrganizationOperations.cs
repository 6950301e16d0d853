using System.Text.Json;
using System.Text.Json.Nodes;

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

        var shapes = new OrganizationsJson(organization, tree, call.Account.Partition);
        var email = call.Cloud.Accounts.TryGetValue(organization.ManagementAccountId, out var account) ? account.Email : null;
        return OrganizationsJson.Answer(new JsonObject { ["Organization"] = shapes.Organization(email) });
    }

    internal static AwsAnswer ListAccounts(AwsCall call) => Answer(
        call, request => request.Page("Accounts", string.Empty, call.Cloud.Order.All, static account => account.Id, request.Json.Account));

    internal static AwsAnswer ListRoots(AwsCall call) => Answer(
        call, request => request.Page("Roots", string.Empty, [request.Tree.Root], static node => node.Id, request.Json.Root));

    internal static AwsAnswer ListAccountsForParent(AwsCall call) => Answer(call, request => request.OfParent(parent => request.Page(
        "Accounts", parent.Id, call.Cloud.Order.DirectlyBelow(parent), static account => account.Id, request.Json.Account)));

    internal static AwsAnswer ListOrganizationalUnitsForParent(AwsCall call) => Answer(call, request => request.OfParent(parent => request.Page(
        "OrganizationalUnits", parent.Id, parent.Units, static unit => unit.Id, request.Json.Unit)));

    internal static AwsAnswer ListChildren(AwsCall call) => Answer(call, request => request.OfParent(parent => request.Text("ChildType") switch
    {
        "ACCOUNT" => request.Page(
            "Children", $"{parent.Id} ACCOUNT", call.Cloud.Order.DirectlyBelow(parent), static account => account.Id,
            static account => OrganizationsJson.Reference(account.Id, "ACCOUNT")),
        "ORGANIZATIONAL_UNIT" => request.Page(
            "Children", $"{parent.Id} ORGANIZATIONAL_UNIT", parent.Units, static unit => unit.Id,
            static unit => OrganizationsJson.Reference(unit.Id, "ORGANIZATIONAL_UNIT")),
        _ => call.Fail(AwsError.InvalidInput("INVALID_ENUM")),
    }));

    internal static AwsAnswer ListParents(AwsCall call) => Answer(call, request =>
    {
        var child = request.Text("ChildId");
        var isAccount = OrganizationIds.IsAccount(child);
        if (!isAccount && !OrganizationIds.IsUnit(child))
        {
            return call.Fail(AwsError.InvalidInput("INVALID_PATTERN"));
        }

        var parent = !isAccount ? request.Tree.Find(child)?.Parent
            : call.Cloud.Accounts.TryGetValue(child, out var account) ? request.Tree.ParentOf(account) : null;
        return parent is null
            ? call.Fail(new AwsError(400, "ChildNotFoundException", "You specified a child that doesn't exist."))
            : request.Page(
                "Parents", child, [parent], static node => node.Id,
                static node => OrganizationsJson.Reference(node.Id, node.Parent is null ? "ROOT" : "ORGANIZATIONAL_UNIT"));
    });

    internal static AwsAnswer DescribeOrganizationalUnit(AwsCall call) => Answer(call, request =>
    {
        var id = request.Text("OrganizationalUnitId");
        return !OrganizationIds.IsUnit(id) ? call.Fail(AwsError.InvalidInput("INVALID_PATTERN"))
            : request.Tree.Find(id) is { } unit
                ? OrganizationsJson.Answer(new JsonObject { ["OrganizationalUnit"] = request.Json.Unit(unit) })
                : call.Fail(new AwsError(400, "OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist."));
    });

    // What all but Describe want: an organization, somebody in charge of it, and JSON.
    private static AwsAnswer Answer(AwsCall call, Func<OrganizationRequest, AwsAnswer> answer)
    {
        if (call.Cloud is not { Organization: { } organization, Tree: { } tree })
        {
            return NotInUse(call);
        }

        if (!organization.MayAdminister(call.Account.Id))
        {
            return call.Fail(AwsError.AccessDenied("You don't have permissions to access this resource."));
        }

        return call.ReadJson() is { ValueKind: JsonValueKind.Object } input
            ? answer(new OrganizationRequest(call, organization, tree, input))
            : call.Fail(new AwsError(400, "SerializationException", "The request is not a JSON object."));
    }

    private static AwsAnswer NotInUse(AwsCall call) =>
        call.Fail(new AwsError(400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."));
}
