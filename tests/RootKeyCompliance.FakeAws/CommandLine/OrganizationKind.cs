namespace RootKeyCompliance.Fakes;

/// <summary>What the accounts of the program are in.</summary>
internal enum OrganizationKind
{
    AllFeatures,
    ConsolidatedBilling,
    None,
}
