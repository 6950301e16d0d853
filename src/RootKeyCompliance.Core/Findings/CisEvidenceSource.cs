namespace RootKeyCompliance;

/// <summary>Where the evidence behind a finding was read.</summary>
public enum CisEvidenceSource
{
    /// <summary>The live IAM API of the account.</summary>
    Iam,

    /// <summary>An IAM credential report: a file, or rows of one.</summary>
    CredentialReport,

    /// <summary>The answer of an earlier GetAccountSummary call, handed in as an object.</summary>
    AccountSummary,

    /// <summary>A Steampipe database.</summary>
    Steampipe,

    /// <summary>AWS Organizations' list of accounts; only where it could not be read, and accounts are not known.</summary>
    Organizations,
}
