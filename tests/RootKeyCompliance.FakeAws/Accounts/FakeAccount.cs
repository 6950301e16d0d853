using System.Collections.Immutable;

namespace RootKeyCompliance.Fakes;

/// <summary>An AWS account as the server knows it. Properties may be changed while the server runs.</summary>
public sealed class FakeAccount
{
    /// <summary>In <see cref="Denied"/>: every IAM action; in <see cref="ServiceControlPolicyDenies"/>: every action there is.</summary>
    public const string AllActions = "all";

    private static readonly ImmutableHashSet<string> Nothing = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    // Made when asked for: of 50,000 accounts in a sweep few are ever named, and fewer are asked for a report.
    private string? _name;
    private string? _email;
    private ReportProgress? _reportProgress;
    private IReadOnlyList<string> _organizationalUnitIds = [];

    public FakeAccount(string id, string partition = "aws")
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length != 12 || id.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new ArgumentException($"An account id has 12 digits; '{id}' does not.", nameof(id));
        }

        Id = id;
        Partition = FakePartition.Find(partition);
    }

    public static DateTimeOffset DefaultCreateDate { get; } = new(2024, 3, 1, 8, 30, 0, TimeSpan.Zero);

    public string Id { get; }

    public FakePartition Partition { get; }

    public string Name
    {
        get => _name ?? $"account-{Id}";
        set => _name = value;
    }

    public string Email
    {
        get => _email ?? $"root+{Id}@example.com";
        set => _email = value;
    }

    /// <summary>The units it is in, from the one below the root down to its own; none: directly below the root.</summary>
    public IReadOnlyList<string> OrganizationalUnitIds
    {
        get => _organizationalUnitIds;
        set
        {
            var path = ImmutableArray.CreateRange(value);
            Cloud?.Tree?.Admit(path);
            _organizationalUnitIds = path.IsEmpty ? [] : path;
            Cloud?.Reorder();
        }
    }

    public FakeAccountState State { get; set; }

    public DateTimeOffset CreateDate { get; init; } = DefaultCreateDate;

    /// <summary>The root user's access keys; replaced as a whole, never changed in place.</summary>
    public ImmutableArray<FakeRootAccessKey> RootAccessKeys { get; set; } = [];

    public bool RootMfaActive { get; set; } = true;

    public bool RootPasswordPresent { get; set; } = true;

    /// <summary>
    /// Actions that answer AccessDenied, without prefix (<c>GetAccountSummary</c>, <c>AssumeRole</c>), or <see cref="AllActions"/> for all of IAM.
    /// </summary>
    public IReadOnlySet<string> Denied { get; set; } = Nothing;

    /// <summary>
    /// Actions that a service control policy denies to everybody of the account, root and AssumeRoot sessions included, named as in
    /// <see cref="Denied"/>. It says nothing of who may enter the account, and the management account minds none.
    /// </summary>
    public IReadOnlySet<string> ServiceControlPolicyDenies { get; set; } = Nothing;

    /// <summary>The policy leaves out AssumeRoot sessions (<c>aws:AssumedRoot</c>).</summary>
    public bool ServiceControlPolicyExemptsAssumedRoot { get; set; }

    /// <summary>Entries left out of the account summary: AWS promises none of them.</summary>
    public IReadOnlySet<string> OmitSummaryKeys { get; set; } = Nothing;

    /// <summary>Names of the roles that can be assumed; null: any.</summary>
    public IReadOnlySet<string>? Roles { get; set; }

    /// <summary>When set, AssumeRole without exactly this ExternalId is denied.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Who may assume which role by web identity; nobody at first.</summary>
    public IReadOnlyList<FakeWebIdentityTrust> WebIdentityTrusts { get; set; } = [];

    public FakeReportBehaviour Report { get; set; } = FakeReportBehaviour.Ready;

    /// <summary>When a report that is <see cref="FakeReportKind.Ready"/> says it was made; null: when it is first asked for.</summary>
    public DateTimeOffset? ReportGeneratedTime { get; set; }

    /// <summary>Adds <c>additional_credentials_info</c>, which the guide has and live reports did not.</summary>
    public bool ReportHas23Columns { get; set; }

    public string RootArn => $"arn:{Partition.Id}:iam::{Id}:root";

    /// <summary>The account's own IAM user <c>auditor</c>, known to every server the account is in.</summary>
    public FakeCredential UserCredential => FakeCredential.UserOf(Id);

    /// <summary>The server it is on; it has to know when an account moves.</summary>
    internal FakeCloud? Cloud { get; set; }

    internal ReportProgress ReportProgress =>
        _reportProgress ?? Interlocked.CompareExchange(ref _reportProgress, new ReportProgress(), null) ?? _reportProgress;

    internal bool Denies(string action, bool ofIam)
    {
        var denied = Denied;
        return denied.Count > 0 && ((ofIam && denied.Contains(AllActions)) || denied.Contains(action));
    }
}
