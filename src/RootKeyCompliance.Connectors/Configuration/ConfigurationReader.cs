using System.Globalization;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>Makes sense of the file. What cannot be understood is an error with its place, never passed over.</summary>
internal sealed class ConfigurationReader(ConfigurationText text)
{
    internal const string Schema = "$schema";
    internal const string Notifiers = "notifiers";
    internal const string Connections = "connections";
    internal const string Steampipe = "steampipe";
    internal const string Type = "type";
    private const string ConnectionString = "connectionString";
    private const string Password = "password";
    private const int LongestShownName = 30;

    internal Dictionary<string, IReadOnlyList<CisNotifier>> ReadNotifiers(ConfigurationNode root)
    {
        var notifiers = new Dictionary<string, IReadOnlyList<CisNotifier>>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in Section(root, Notifiers))
        {
            CheckName(member, ConfigurationName.NotifierPrefix);
            var targets = member.Value.Kind == JsonValueKind.Array ? member.Value.Items : [member.Value];
            if (targets.Count == 0)
            {
                throw text.Invalid(member.Value.Offset, "this notifier has no targets.");
            }

            notifiers.Add(member.Name, [.. targets.Select(target => ReadNotifier(member.Name, target))]);
        }

        return notifiers;
    }

    internal Dictionary<string, ConfiguredConnection> ReadConnections(ConfigurationNode root)
    {
        var connections = new Dictionary<string, ConfiguredConnection>(StringComparer.OrdinalIgnoreCase);
        if (root.Find(Connections) is { } kinds)
        {
            RequireObject(kinds.Value);
            CheckNames(kinds.Value, [Steampipe]);
            foreach (var member in Section(kinds.Value, Steampipe))
            {
                CheckName(member, ConfigurationName.ConnectionPrefix);
                connections.Add(member.Name, ReadConnection(member.Value));
            }
        }

        return connections;
    }

    internal void CheckRoot(ConfigurationNode root)
    {
        RequireObject(root);
        CheckNames(root, [Schema, Notifiers, Connections]);
        if (root.Find(Schema) is { Value: var schema })
        {
            RequireString(schema);
        }
    }

    private List<ConfigurationMember> Section(ConfigurationNode parent, string name)
    {
        if (parent.Find(name) is not { } section)
        {
            return [];
        }

        RequireObject(section.Value);
        return section.Value.Members;
    }

    private CisNotifier ReadNotifier(string name, ConfigurationNode node)
    {
        RequireObject(node);
        var kind = ReadKind(node);
        var known = NotifierSetting.Of(kind);
        CheckNames(node, [Type, .. known.Select(setting => setting.Name)]);
        var values = new Dictionary<string, SettingValue[]>(StringComparer.Ordinal);
        foreach (var setting in known)
        {
            if (node.Find(setting.Name) is { Value: var value })
            {
                values[setting.Name] = [.. Texts(setting, value).Select(setting.Value)];
            }
        }

        var notifier = new CisNotifier(name, kind, values);
        try
        {
            NotifierRules.Check(notifier);
        }
        catch (CisException e) when (e.Fault.ErrorId == nameof(CisFaults.NotifierInvalid))
        {
            var blamed = e.Fault.Setting is { } setting ? node.Find(setting)?.Value : null;
            throw text.Invalid((blamed ?? node).Offset, e.Fault.Message);
        }

        return notifier;
    }

    private CisNotifierKind ReadKind(ConfigurationNode node)
    {
        if (node.Find(Type) is not { Value: var type })
        {
            throw text.Invalid(node.Offset, $"this notifier has no type: one of {Kinds()}.");
        }

        RequireString(type);
        return EnumWord.Read<CisNotifierKind>(type.Text) ?? throw text.Invalid(type.Offset, $"type is none of {Kinds()}.");
    }

    private static string Kinds() => string.Join(", ", Enum.GetNames<CisNotifierKind>().Select(kind => kind.ToLowerInvariant()));

    private IEnumerable<string> Texts(NotifierSetting setting, ConfigurationNode value)
    {
        if (setting.IsList && value.Kind == JsonValueKind.Array)
        {
            value.Items.ForEach(RequireString);
            return value.Items.Select(item => item.Text);
        }

        if (setting == NotifierSetting.Port && value.Kind == JsonValueKind.Number)
        {
            return int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? [value.Text]
                : throw text.Invalid(value.Offset, "port is not a number from 1 to 65535.");
        }

        RequireString(value, setting.IsList ? "this must be a text or a list of texts." : "this must be a text.");
        return [value.Text];
    }

    private ConfiguredConnection ReadConnection(ConfigurationNode node)
    {
        if (node.Kind == JsonValueKind.String)
        {
            RequireString(node);
            return new ConfiguredConnection(node.Text, Password: null);
        }

        RequireObject(node, "this must be a connection string, or an object with connectionString and password.");
        CheckNames(node, [ConnectionString, Password]);
        if (node.Find(ConnectionString) is not { Value: var connection })
        {
            throw text.Invalid(node.Offset, "connectionString is missing.");
        }

        RequireString(connection);
        if (node.Find(Password) is not { Value: var password })
        {
            return new ConfiguredConnection(connection.Text, Password: null);
        }

        RequireString(password);
        var both = new ConfiguredConnection(connection.Text, password.Text);
        return both.Flaw is { } flaw ? throw text.Invalid(password.Offset, flaw) : both;
    }

    private void CheckName(ConfigurationMember member, string prefix)
    {
        if (member.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            throw text.Invalid(member.Offset, $"names stand here without '{prefix}' before them.");
        }

        if (!ConfigurationName.IsValid(member.Name))
        {
            throw text.Invalid(member.Offset, "a name has 1 to 64 letters, digits, hyphens, underscores and dots.");
        }
    }

    /// <summary>A misspelt name must not be passed over: it may be the one that matters.</summary>
    private void CheckNames(ConfigurationNode node, string[] known)
    {
        if (node.Members.Find(member => !known.Contains(member.Name, StringComparer.Ordinal)) is not { } unknown)
        {
            return;
        }

        // Words only: what was put in the wrong place may be a secret.
        var shown = unknown.Name.Length is > 0 and <= LongestShownName && unknown.Name.All(char.IsAsciiLetter) ? $"'{unknown.Name}' is" : "this is";
        var near = Array.Find(known, name => name.Equals(unknown.Name, StringComparison.OrdinalIgnoreCase));
        throw text.Invalid(
            unknown.Offset, near is null ? $"{shown} not known here; known are {string.Join(", ", known)}." : $"{shown} written {near}.");
    }

    private void RequireObject(ConfigurationNode node) => RequireObject(node, "this must be an object: { … }.");

    private void RequireObject(ConfigurationNode node, string reason)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            throw text.Invalid(node.Offset, reason);
        }
    }

    private void RequireString(ConfigurationNode node) => RequireString(node, "this must be a text.");

    private void RequireString(ConfigurationNode node, string reason)
    {
        if (node.Kind != JsonValueKind.String)
        {
            throw text.Invalid(node.Offset, reason);
        }

        if (string.IsNullOrWhiteSpace(node.Text))
        {
            throw text.Invalid(node.Offset, "this text is empty.");
        }
    }
}
