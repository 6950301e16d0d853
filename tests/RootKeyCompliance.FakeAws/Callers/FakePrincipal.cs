namespace RootKeyCompliance.Fakes;

/// <summary>Who signs.</summary>
public enum FakePrincipalKind
{
    Root,
    User,
    AssumedRole,
}

/// <summary>Who signs: an account's root user, an IAM user, or a role's session.</summary>
public sealed record FakePrincipal
{
    private FakePrincipal(FakePrincipalKind kind, string name, string session) => (Kind, Name, SessionName) = (kind, name, session);

    public static FakePrincipal Root { get; } = new(FakePrincipalKind.Root, string.Empty, string.Empty);

    public FakePrincipalKind Kind { get; }

    /// <summary>The user's or the role's name; for root the task policy of an AssumeRoot session, else empty.</summary>
    public string Name { get; }

    /// <summary>Empty but for a role's session.</summary>
    public string SessionName { get; }

    /// <summary>Root for one task, as AssumeRoot gives: <c>IAMAuditRootUserCredentials</c> and the like.</summary>
    public static FakePrincipal RootSession(string taskPolicy) => new(FakePrincipalKind.Root, taskPolicy, string.Empty);

    public static FakePrincipal User(string name) => new(FakePrincipalKind.User, name, string.Empty);

    public static FakePrincipal AssumedRole(string role, string session) => new(FakePrincipalKind.AssumedRole, role, session);

    /// <summary>Whether it is root by AssumeRoot.</summary>
    public bool IsRootSession => Kind == FakePrincipalKind.Root && Name.Length > 0;

    public string ArnIn(FakeAccount account) => Kind switch
    {
        FakePrincipalKind.Root => account.RootArn,
        FakePrincipalKind.User => $"arn:{account.Partition.Id}:iam::{account.Id}:user/{Name}",
        _ => $"arn:{account.Partition.Id}:sts::{account.Id}:assumed-role/{Name}/{SessionName}",
    };

    public string UserIdIn(FakeAccount account) => Kind switch
    {
        FakePrincipalKind.Root => account.Id,
        FakePrincipalKind.User => $"AIDAUSER{account.Id}",
        _ => $"AROAROLE{account.Id}:{SessionName}",
    };
}
