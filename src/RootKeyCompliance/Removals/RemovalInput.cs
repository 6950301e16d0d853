using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.Removals;

/// <summary>Reads what is piped into a removal: findings, or accounts.</summary>
internal static class RemovalInput
{
    /// <summary>What is to go; with a refusal where that cannot be told.</summary>
    internal static RemovalRequest Read(PSObject input)
    {
        if (FindingReader.Read(input) is { } finding)
        {
            return RemovalRequest.Of(finding);
        }

        // A text, or a number that has lost its zeros, is meant for an account, whatever it is.
        if (input.BaseObject is string or int or long or double or decimal)
        {
            return Of(new AccountTarget(Convert.ToString(input.BaseObject, System.Globalization.CultureInfo.InvariantCulture) ?? "", null, null));
        }

        // What was a finding once and has lost its type may have been one that passed.
        if (input.Properties[nameof(CisFinding.ControlId)] is not null)
        {
            return Unusable(input, CisFaults.FormerFinding(input.TypeNames.FirstOrDefault() ?? ""));
        }

        return InputReader.Read(input) switch
        {
            CheckInput.Account { Target: var target } => Of(target),
            CheckInput.Unlisted { Listed: var listed } => Of(new AccountTarget(listed.Id ?? "", listed.Name, listed.State)) with { Refusal = listed.Fault },
            _ => Unusable(input, CisFaults.InvalidRemovalInput(input.TypeNames.FirstOrDefault() ?? "")),
        };
    }

    /// <summary>All root access keys of an account.</summary>
    internal static RemovalRequest Of(AccountTarget target) => new(target, CisPipelineCatalogue.Get(CisPipelineCatalogue.DefaultControlId), []);

    private static RemovalRequest Unusable(PSObject input, CisFault fault)
        => Of(new AccountTarget(Convert.ToString(input.Properties["AccountId"]?.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "", null, null)) with { Refusal = fault };
}
