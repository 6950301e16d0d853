namespace RootKeyCompliance.Formatting;

/// <summary>The words of the table view of accounts, kept out of the format file so that they can be tested.</summary>
public static class AccountView
{
    /// <summary>The account's name in the organization, or else the profile that it was found by.</summary>
    /// <param name="account">The account.</param>
    public static string Name(CisAccount? account) => PlainText.OneLine(account?.Name ?? account?.ProfileName ?? "");

    /// <summary>Where it is, and whether it manages the organization; or why it could not be listed.</summary>
    /// <param name="account">The account.</param>
    public static string Detail(CisAccount? account) => account switch
    {
        null => "",
        { ErrorId: { } word } => word,
        { IsManagementAccount: true, OrganizationalUnitPath: { } path } => $"{path} (management)",
        { IsManagementAccount: true } => "(management)",
        { OrganizationalUnitPath: { } path } => path,
        { ProfileName: not null } => "profile",
        _ => "",
    };
}
