using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Removal;

/// <summary>An account whose root access keys have been looked up; and, when that went well, the way back in.</summary>
public sealed class RootKeyAccount
{
    private RootKeyAccount(AccountTarget target) => Target = target;

    /// <summary>The account.</summary>
    public AccountTarget Target { get; }

    /// <summary>Its partition, or null where it is not known.</summary>
    public string? Partition { get; private init; }

    /// <summary>The root user's access keys, as AWS lists them now.</summary>
    public IReadOnlyList<ListedRootKey> Keys { get; private init; } = [];

    /// <summary>Why the keys could not be looked up; null when they were.</summary>
    public CisFault? Fault { get; private init; }

    /// <summary>Whose session it is; null where the keys could not be looked up.</summary>
    internal AwsSession? Session { get; private init; }

    /// <summary>Who signs in it; renewed when it has expired.</summary>
    internal AccountEntry? Entry { get; set; }

    internal static RootKeyAccount Failed(AccountTarget target, string? partition, CisFault fault) => new(target) { Partition = partition, Fault = fault };

    internal static RootKeyAccount Seen(AccountTarget target, string partition, AwsSession session, AccountEntry entry, IReadOnlyList<ListedRootKey> keys)
        => new(target) { Partition = partition, Session = session, Entry = entry, Keys = keys };
}
