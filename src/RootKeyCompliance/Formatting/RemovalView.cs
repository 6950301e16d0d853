namespace RootKeyCompliance.Formatting;

/// <summary>The words of the table of removals, kept out of the format file so that they can be tested.</summary>
public static class RemovalView
{
    /// <summary>Why, or when the key was last used, in few words.</summary>
    /// <param name="removal">The removal.</param>
    public static string Detail(CisKeyRemoval? removal) => removal switch
    {
        null => "",
        { ErrorId: { } id } => id,
        { Outcome: CisRemovalOutcome.Deleted, Verified: false } => "not confirmed yet",
        { AccessKeyId: null } => "no key",
        { LastUsedDate: { } used } => FormattableString.Invariant($"last used {used.UtcDateTime:yyyy-MM-dd}"),

        // Never, or nobody could see.
        { StatusBefore: not null } => "no use known",
        _ => "",
    };

    /// <summary>The account's name.</summary>
    /// <param name="removal">The removal.</param>
    public static string Name(CisKeyRemoval? removal) => PlainText.OneLine(removal?.AccountName);

    /// <summary>The outcome, coloured by PowerShell's own palette unless colours are not wanted.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="good">What starts the colour of Deleted.</param>
    /// <param name="bad">What starts the colour of Failed.</param>
    /// <param name="doubtful">What starts the colour of Refused.</param>
    /// <param name="plain">What starts the colour of the others.</param>
    /// <param name="reset">What ends a colour.</param>
    public static string Outcome(CisRemovalOutcome outcome, string? good, string? bad, string? doubtful, string? plain, string? reset)
    {
        var start = outcome switch
        {
            CisRemovalOutcome.Deleted => good,
            CisRemovalOutcome.Failed => bad,
            CisRemovalOutcome.Refused => doubtful,
            _ => plain,
        };
        return ColouredWord.Of(outcome.ToString(), start, reset);
    }
}
