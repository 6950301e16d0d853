using System.Globalization;

namespace RootKeyCompliance;

/// <summary>What an answer of GetAccountSummary says about the root user.</summary>
public static class AccountSummaryEvidence
{
    private const string KeysPresent = "AccountAccessKeysPresent";

    // A decimal point, because 1 may come as 1.0.
    private const NumberStyles WholeNumber = NumberStyles.Integer | NumberStyles.AllowDecimalPoint;

    /// <summary>
    /// Turns an account summary into evidence. AccountAccessKeysPresent is a flag that counts inactive keys too and never says
    /// how many there are: only 0 tells the numbers.
    /// </summary>
    /// <param name="value">Gives an entry by its name, a number or the text of one; null where there is no such entry.</param>
    public static RootUserEvidence FromSummary(Func<string, object?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var evidence = new RootUserEvidence
        {
            Source = CisEvidenceSource.AccountSummary,
            RootMfaEnabled = Flag(value("AccountMFAEnabled")),
            RootPasswordPresent = Flag(value("AccountPasswordPresent")),
        };

        // Missing is not invalid, and not false either: the rule says that the evidence is incomplete.
        return value(KeysPresent) is not { } present ? evidence : Flag(present) switch
        {
            null => evidence with { Fault = CisFaults.SummaryInvalid(Text(present)) },
            true => evidence with { AccessKeysPresent = true },
            false => evidence.WithKeys([]),
        };
    }

    private static bool? Flag(object? value)
        => decimal.TryParse(Text(value), WholeNumber, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && decimal.IsInteger(number)
            ? number > 0
            : null;

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
