using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Checks;

/// <summary>What a piped object is.</summary>
internal abstract record CheckInput
{
    /// <summary>An account to look at.</summary>
    internal sealed record Account(AccountTarget Target) : CheckInput;

    /// <summary>An account, or the rest of them, that Get-CisAccount could not list.</summary>
    internal sealed record Unlisted(CisAccount Listed) : CheckInput;

    /// <summary>A credential report in a file.</summary>
    internal sealed record ReportFile(string Path) : CheckInput;

    /// <summary>A row of a credential report.</summary>
    internal sealed record ReportRow(Func<string, string?> Column) : CheckInput;

    /// <summary>The answer of GetAccountSummary.</summary>
    internal sealed record Summary(Func<string, object?> Value) : CheckInput;

    /// <summary>Something else.</summary>
    internal sealed record Unknown(string TypeName) : CheckInput;
}

/// <summary>
/// Tells piped objects apart by their shape, so that AWS.Tools, the AWS CLI's JSON, CSV rows and files all work without a parameter.
/// </summary>
internal static class InputReader
{
    private const string FlattenedAccount = "Deserialized.RootKeyCompliance.CisAccount";
    private const string SummaryFlag = "AccountAccessKeysPresent";

    internal static CheckInput Read(PSObject input) => input.BaseObject switch
    {
        CisAccount { Fault: not null } unlisted => new CheckInput.Unlisted(unlisted),
        FileSystemInfo file => new CheckInput.ReportFile(file.FullName),
        CisAccount account => new CheckInput.Account(new AccountTarget(account.Id ?? "", account.Name, account.State)
        {
            ProfileName = account.ProfileName,
            IsManagementAccount = account.IsManagementAccount,
        }),
        string text => AwsAccountId.IsValid(text) ? new CheckInput.Account(new AccountTarget(text, null, null)) : new CheckInput.Unknown($"String ('{text}')"),
        IDictionary map when IsSummary(map) => new CheckInput.Summary(Values(map)),
        _ => ReadProperties(input),
    };

    private static CheckInput ReadProperties(PSObject input)
    {
        if (Value(input, "SummaryMap") is { } map)
        {
            return map is IDictionary dictionary
                ? new CheckInput.Summary(Values(dictionary))
                : new CheckInput.Summary(name => Value(PSObject.AsPSObject(map), name));
        }

        if (input.Properties[SummaryFlag] is not null)
        {
            return new CheckInput.Summary(name => Value(input, name));
        }

        if (input.Properties["user"] is not null && input.Properties["access_key_1_active"] is not null)
        {
            return new CheckInput.ReportRow(name => Text(input, name));
        }

        if ((Text(input, "AccountId") ?? Text(input, "Id")) is { } id)
        {
            return Account(id, input);
        }

        // What Get-Item emits and a job or a remote session has flattened.
        if (Text(input, "PSPath") is { } path)
        {
            return new CheckInput.ReportFile(path);
        }

        // An account whose id is empty is still one to answer for.
        return input.Properties["AccountId"] is null && input.Properties["Id"] is null
            ? new CheckInput.Unknown(input.BaseObject.GetType().Name)
            : Account("", input);
    }

    private static CheckInput.Account Account(string id, PSObject input) => new(new AccountTarget(
        id,
        Text(input, "AccountName") ?? Text(input, "Name"),
        State(input))
    {
        // Other objects' profiles are not ours to follow.
        ProfileName = input.TypeNames.Contains(FlattenedAccount) ? Text(input, nameof(CisAccount.ProfileName)) : null,
        IsManagementAccount = AwsAccountId.ManagementAccountOf(Text(input, "Arn")) is { } management ? management == id : null,
    });

    /// <summary>
    /// What Organizations says: State, which wins, or Status, which it had before. Other objects have such properties too, so only
    /// AWS's own words count, as AWS writes them.
    /// </summary>
    private static string? State(PSObject input)
    {
        string[] states = ["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"];
        string[] statuses = ["ACTIVE", "SUSPENDED", "PENDING_CLOSURE"];
        return Word(input, "State", states) ?? Word(input, "AccountState", states) ?? Word(input, "Status", statuses);
    }

    private static string? Word(PSObject input, string name, string[] words)
        => Text(input, name) is { } text && words.Contains(text, StringComparer.Ordinal) ? text : null;

    private static bool IsSummary(IDictionary map) => map.Contains(SummaryFlag) || map.Contains("AccountMFAEnabled");

    private static Func<string, object?> Values(IDictionary map) => name => map.Contains(name) ? map[name] : null;

    private static object? Value(PSObject input, string name)
    {
        try
        {
            return input.Properties[name]?.Value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject
                ? wrapped.BaseObject
                : input.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            // A computed property that throws says nothing.
            return null;
        }
    }

    private static string? Text(PSObject input, string name)
    {
        var text = Value(input, name) switch
        {
            // ConvertFrom-Json makes dates of what was text.
            DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
            DateTimeOffset date => date.ToString("o", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
