using Amazon.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>How an account was entered.</summary>
internal enum EntryKind
{
    /// <summary>The credentials are the account's own.</summary>
    Own,

    /// <summary>A role in the account.</summary>
    Role,

    /// <summary>A session of its root user, bound to a task policy.</summary>
    Root,
}

/// <summary>Credentials that are good in one account.</summary>
/// <param name="Kind">How they were had.</param>
/// <param name="Way">The same in words, for -Verbose.</param>
/// <param name="Credentials">What signs.</param>
internal sealed record AccountEntry(EntryKind Kind, string Way, AWSCredentials Credentials);
