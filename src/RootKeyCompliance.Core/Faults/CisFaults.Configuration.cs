using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of the configuration file. No value of the file is repeated: any of them may be a secret.</summary>
public static partial class CisFaults
{
    /// <summary>The configuration file says something that cannot be.</summary>
    public static CisFault ConfigurationInvalid(string path, int line, int column, string reason) => new(
        nameof(ConfigurationInvalid), InvalidData,
        $"The configuration file '{PlainText.OneLine(path)}' is not valid at line {line}, column {column}: {PlainText.OneLine(reason)}",
        "Correct the file; Get-Help about_RootKeyCompliance_Configuration shows what it may hold.");

    /// <summary>The variable that names the configuration file does not hold a full path.</summary>
    public static CisFault ConfigurationPathInvalid(string variable, string path) => new(
        nameof(ConfigurationPathInvalid), InvalidArgument,
        $"{variable} is '{PlainText.OneLine(path)}', which is not a full path.",
        $"Set {variable} to a path from the root, such as /etc/rootkeycompliance/config.json, or remove it.");

    /// <summary>The configuration file is there and cannot be read.</summary>
    public static CisFault ConfigurationNotReadable(string path, string reason) => new(
        nameof(ConfigurationNotReadable), Permission,
        $"The configuration file '{PlainText.OneLine(path)}' cannot be read: {PlainText.OneLine(reason).TrimEnd('.')}.",
        "Check the path and the file's permissions; $env:ROOTKEYCOMPLIANCE_CONFIG names another file.");

    /// <summary>The configuration file cannot be written. It is as it was.</summary>
    public static CisFault ConfigurationNotWritable(string path, string reason) => new(
        nameof(ConfigurationNotWritable), Permission,
        $"The configuration file '{PlainText.OneLine(path)}' cannot be written: {PlainText.OneLine(reason).TrimEnd('.')}.",
        "Check the permissions of the file's folder; $env:ROOTKEYCOMPLIANCE_CONFIG names another file.");

    /// <summary>Another process holds the configuration file for too long.</summary>
    public static CisFault ConfigurationBusy(string path) => new(
        nameof(ConfigurationBusy), Connection,
        $"The configuration file '{PlainText.OneLine(path)}' is being changed by another process.",
        "Run the command again; nothing was changed.");

    /// <summary>A configured connection's text and password do not fit together.</summary>
    public static CisFault ConnectionInvalid(string reason) => new(
        nameof(ConnectionInvalid), InvalidData,
        $"The configured connection cannot be used: {PlainText.OneLine(reason)}",
        "Correct connectionString and password; Get-Help about_RootKeyCompliance_Configuration shows what they may be.");

    /// <summary>A notifier cannot have that name.</summary>
    public static CisFault InvalidNotifierName(string? name) => new(
        nameof(InvalidNotifierName), InvalidArgument,
        $"'{PlainText.OneLine(name)}' cannot be a notifier's name, which has 1 to 64 letters, digits, hyphens, underscores and dots.",
        "Give another name.");

    /// <summary>A notifier has something that a file cannot hold.</summary>
    public static CisFault NotifierNotStorable(CisNotifierKind kind) => new(
        nameof(NotifierNotStorable), InvalidArgument,
        $"The {kind} notifier has a credentials object (-Credential), which cannot be stored.",
        "Give -ProfileName, or keys as env:NAME or vault:NAME; or use the notifier without storing it: -Notifier (New-CisNotifier …).");

    /// <summary>The notifier that is there without configuration was to be removed.</summary>
    public static CisFault NotifierBuiltIn(string name) => new(
        nameof(NotifierNotFound), NotFound,
        $"The notifier '{PlainText.OneLine(name)}' is built in and not configured: there is nothing to remove.",
        $"To have something else in its place, run Set-CisNotifier {PlainText.OneLine(name)}.");
}
