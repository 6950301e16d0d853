using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Checks;

/// <summary>The parameters that say how other accounts are entered.</summary>
internal sealed record AccessParameters(string? RoleName, string? ExternalId, string? RoleSessionName, bool CentralRootAccess)
{
    /// <param name="given">The parameters that were given, by name.</param>
    /// <exception cref="CisException">What was said makes no sense.</exception>
    internal AccountAccess Read(IReadOnlyDictionary<string, object> given)
    {
        foreach (var (name, value) in new[] { (nameof(RoleName), RoleName), (nameof(ExternalId), ExternalId), (nameof(RoleSessionName), RoleSessionName) })
        {
            if (given.ContainsKey(name))
            {
                Check($"-{name}", value);
            }
        }

        var access = new AccountAccess
        {
            RoleName = RoleName,
            ExternalId = ExternalId,
            RoleSessionName = RoleSessionName ?? AccountAccess.DefaultSessionName,
            CentralRootAccess = CentralRootAccess,
        };
        access.Validate();
        return access;
    }

    private void Check(string name, string? value)
    {
        // An empty variable must not enter the accounts in another way than was meant, or none of them.
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new CisException(CisFaults.ParameterEmpty(name));
        }

        if (CentralRootAccess)
        {
            throw new CisException(CisFaults.ParameterConflict(name, $"-{nameof(CentralRootAccess)}"));
        }

        if (RoleName is null)
        {
            throw new CisException(CisFaults.ParameterMissing(name, $"-{nameof(RoleName)}"));
        }
    }
}
