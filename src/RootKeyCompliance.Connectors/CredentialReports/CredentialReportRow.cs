using System.Collections.Frozen;
using System.Globalization;

namespace RootKeyCompliance.Connectors.CredentialReports;

/// <summary>
/// What a credential report's row about the root user says. Nothing is guessed: a value that a report cannot have is a fault,
/// and a key slot that the row does not describe makes the evidence unknown, not clean.
/// </summary>
public static class CredentialReportRow
{
    /// <summary>The root user's name in column <c>user</c>.</summary>
    public const string RootUser = "<root_account>";

    internal const string UserColumn = "user";

    private const string ArnColumn = "arn";
    private const string MfaColumn = "mfa_active";
    private const string PasswordColumn = "password_enabled";
    private const string NotApplicable = "N/A";

    // Slots do not tell the keys' age: AWS fills them in no stated order.
    private static readonly KeyColumns[] Slots = [new(1), new(2)];

    private static readonly string[] DateFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The columns without which a file is no credential report.</summary>
    internal static IReadOnlyList<string> RequiredColumns { get; } = [UserColumn, ArnColumn, .. Slots.Select(slot => slot.Active)];

    /// <summary>Every column that is read, whatever its case.</summary>
    internal static FrozenSet<string> Columns { get; } = FrozenSet.ToFrozenSet(
        [.. RequiredColumns, MfaColumn, PasswordColumn, .. Slots.SelectMany(slot => slot.Optional)], StringComparer.OrdinalIgnoreCase);

    /// <summary>Turns the root user's row into evidence.</summary>
    /// <param name="column">Gives a column's value by its name; null where there is no such column.</param>
    /// <exception cref="CisException">The row is not the root user's, lacks a column or has a value that cannot be.</exception>
    public static RootUserEvidence ToEvidence(Func<string, string?> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (RequiredColumns.Where(name => column(name) is null).ToArray() is { Length: > 0 } missing)
        {
            throw new CisException(CisFaults.ReportColumnsMissing(missing));
        }

        if (column(UserColumn)?.Trim() != RootUser)
        {
            throw new CisException(CisFaults.RootRowMissing());
        }

        var (partition, accountId) = Account(column(ArnColumn));
        var keys = new List<RootAccessKey>(Slots.Length);
        var everySlotSeen = true;
        foreach (var slot in Slots)
        {
            everySlotSeen &= TryReadSlot(column, slot, out var key);
            if (key is not null)
            {
                keys.Add(key);
            }
        }

        var evidence = new RootUserEvidence
        {
            Source = CisEvidenceSource.CredentialReport,
            AccountId = accountId,
            Partition = partition,
            RootMfaEnabled = Flag(column, MfaColumn),
            RootPasswordPresent = Flag(column, PasswordColumn),
        }.WithKeys(keys);

        // Which keys are active is known in any case; whether there are inactive ones (or more of them) is not.
        return everySlotSeen ? evidence : evidence with { AccessKeysPresent = keys.Count > 0 ? true : null, InactiveKeyCount = null };
    }

    /// <returns>False when the row does not tell whether the slot holds an inactive key.</returns>
    private static bool TryReadSlot(Func<string, string?> column, KeyColumns slot, out RootAccessKey? key)
    {
        var active = Flag(column, slot.Active) ?? throw Invalid(column, slot.Active);
        var rotated = Date(column, slot.Rotated);
        var used = Date(column, slot.UsedDate);
        key = active || rotated is not null
            ? new RootAccessKey(
                active ? RootAccessKeyStatus.Active : RootAccessKeyStatus.Inactive,
                LastRotatedDate: rotated,
                LastUsedDate: used,
                LastUsedRegion: Value(column, slot.UsedRegion),
                LastUsedService: Value(column, slot.UsedService))
            : null;

        // Only N/A says that there is no key: AWS leaves nothing empty there, and a key that was used exists or did when it was seen.
        return key is not null
            || (used is null && NotApplicable.Equals(column(slot.Rotated)?.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    private static (string Partition, string AccountId) Account(string? arn)
    {
        var text = arn?.Trim();
        return AwsAccountId.TryParseArn(text, out var partition, out var accountId, out _)
            && text == $"arn:{partition}:iam::{accountId}:root"
            ? (partition, accountId)
            : throw new CisException(CisFaults.ReportValueInvalid(ArnColumn, arn));
    }

    private static bool? Flag(Func<string, string?> column, string name) => Value(column, name) switch
    {
        null => null,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw Invalid(column, name),
    };

    private static DateTimeOffset? Date(Func<string, string?> column, string name)
    {
        if (Value(column, name) is not { } text)
        {
            return null;
        }

        return TryParseTime(text, out var time) ? time : throw Invalid(column, name);
    }

    /// <summary>Reads an ISO 8601 time that names its offset: without one it would mean another time on every machine.</summary>
    /// <param name="text">Such as <c>2026-03-01T08:15:00+00:00</c> or <c>2026-03-01T08:15:00Z</c>.</param>
    /// <param name="time">The time in UTC.</param>
    internal static bool TryParseTime(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    private static string? Value(Func<string, string?> column, string name)
    {
        var text = column(name)?.Trim();
        return text is null or "" || text.Equals(NotApplicable, StringComparison.OrdinalIgnoreCase)
            || text.Equals("no_information", StringComparison.OrdinalIgnoreCase)
            || text.Equals("not_supported", StringComparison.OrdinalIgnoreCase)
            ? null
            : text;
    }

    private static CisException Invalid(Func<string, string?> column, string name)
        => new(CisFaults.ReportValueInvalid(name, column(name)));

    private sealed class KeyColumns(int slot)
    {
        internal string Active { get; } = FormattableString.Invariant($"access_key_{slot}_active");

        internal string Rotated { get; } = FormattableString.Invariant($"access_key_{slot}_last_rotated");

        internal string UsedDate { get; } = FormattableString.Invariant($"access_key_{slot}_last_used_date");

        internal string UsedRegion { get; } = FormattableString.Invariant($"access_key_{slot}_last_used_region");

        internal string UsedService { get; } = FormattableString.Invariant($"access_key_{slot}_last_used_service");

        internal IEnumerable<string> Optional => [Rotated, UsedDate, UsedRegion, UsedService];
    }
}
