using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Notifications;

/// <summary>Reads the properties of objects that a job, a remote session or Import-Clixml has flattened.</summary>
internal static class FlattenedObject
{
    internal static object? Raw(PSObject input, string name)
    {
        var value = input.Properties[name]?.Value;
        return value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
    }

    // A flattened enum is a number that remembers its name: PSObject.ToString has the name.
    internal static string? Text(PSObject input, string name)
        => Convert.ToString(input.Properties[name]?.Value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    // Jobs flatten a time into text, Export-Clixml into its properties.
    internal static DateTimeOffset? Time(PSObject input, string name)
        => Value<DateTimeOffset>(input, name)
            ?? (input.Properties[name]?.Value is PSObject flattened && Value<DateTime>(flattened, nameof(DateTimeOffset.UtcDateTime)) is { } utc
                ? new DateTimeOffset(utc.ToUniversalTime())
                : null);

    internal static T? Value<T>(PSObject input, string name)
        where T : struct
        => Raw(input, name) is { } raw && LanguagePrimitives.TryConvertTo<T>(raw, CultureInfo.InvariantCulture, out var value) ? value : null;
}
