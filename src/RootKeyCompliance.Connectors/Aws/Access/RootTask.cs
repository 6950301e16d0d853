namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>What a root session is for: AWS binds it to a policy that allows nothing else.</summary>
internal enum RootTask
{
    /// <summary>To look at keys.</summary>
    Audit,

    /// <summary>To look at keys and to delete them.</summary>
    Delete,
}
