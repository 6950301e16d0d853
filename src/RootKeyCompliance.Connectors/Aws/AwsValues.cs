namespace RootKeyCompliance.Connectors.Aws;

/// <summary>AWS's times and words as this module has them.</summary>
internal static class AwsValues
{
    internal static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(value.ToUniversalTime()) : null;

    /// <summary>The word; null where AWS says that there is none.</summary>
    internal static string? Word(string? text) => text is null or "" or "N/A" ? null : text;
}
