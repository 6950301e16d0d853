using System.Collections.Immutable;

namespace RootKeyCompliance.Fakes;

/// <summary>An AWS account as the server knows it. Properties may be changed while the server runs.</summary>
public sealed class FakeAccount
{
    /// <summary>In <see cref="Denied"/>: every IAM action.</summary>
    public const string AllActions = "all";

    private static readonly ImmutableHashSet<string> Nothing = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public FakeAccount(string id, string partition = "aws")
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length != 12 || id.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new ArgumentException($"An account id has 12 digits; '{id}' does not.", nameof(id));
        }

        Id = id;
        Partition = FakePartition.Find(partition);
        Name = $"account-{id}";
        Email = $"root+{id}@example.com";
    }

    public static DateTimeOffset DefaultCreateDate { get; } = new(2024, 3, 1, 8, 30, 0, TimeSpan.Zero);

    public string Id { get; }

    public FakePartition Partition { get; }

    public string Name { get; set; }

    public string Email { get; set; }

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

    /// <summary>Entries left out of the account summary: AWS promises none of them.</summary>
    public IReadOnlySet<string> OmitSummaryKeys { get; set; } = Nothing;

    /// <summary>Names of the roles that can be assumed; null: any.</summary>
    public IReadOnlySet<string>? Roles { get; set; }

    /// <summary>When set, AssumeRole without exactly this ExternalId is denied.</summary>
    public string? ExternalId { get; set; }

    public FakeReportBehaviour Report { get; set; } = FakeReportBehaviour.Ready;

    /// <summary>When a report that is <see cref="FakeReportKind.Ready"/> says it was made; null: when it is first asked for.</summary>
    public DateTimeOffset? ReportGeneratedTime { get; set; }

    /// <summary>IAM users listed in the report after the root row.</summary>
    public int ReportUsers { get; set; } = 2;

    /// <summary>Adds <c>additional_credentials_info</c>, which the guide has and live reports did not.</summary>
    public bool ReportHas23Columns { get; set; }

    public string RootArn => $"arn:{Partition.Id}:iam::{Id}:root";

    /// <summary>The account's own IAM user <c>auditor</c>, known to every server the account is in.</summary>
    public FakeCredential UserCredential => FakeCredential.UserOf(Id);

    internal ReportProgress ReportProgress { get; } = new();

    internal bool Denies(string action, bool ofIam)
    {
        var denied = Denied;
        return denied.Count > 0 && ((ofIam && denied.Contains(AllActions)) || denied.Contains(action));
    }
}
