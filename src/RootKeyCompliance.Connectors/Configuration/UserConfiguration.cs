using System.Globalization;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>What the user has configured: named notifiers and connections. Read from one file; without the file nothing is configured.</summary>
public sealed class UserConfiguration
{
    private readonly Dictionary<string, IReadOnlyList<CisNotifier>> _notifiers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConfiguredConnection> _connections = new(StringComparer.OrdinalIgnoreCase);

    private UserConfiguration(ConfigurationNode root, ConfigurationText? text)
    {
        if (text is not null)
        {
            var reader = new ConfigurationReader(text);
            reader.CheckRoot(root);
            _notifiers = reader.ReadNotifiers(root);
            _connections = reader.ReadConnections(root);
        }
    }

    /// <summary>Where the file is, whether it exists or not.</summary>
    /// <exception cref="CisException">The environment names no file that can be.</exception>
    public static string Location => ConfigurationLocation.Find();

    /// <summary>The names of the configured notifiers, as they are written, in the file's order.</summary>
    public IReadOnlyList<string> NotifierNames => [.. _notifiers.Keys];

    /// <summary>The names of the configured Steampipe connections, as they are written, in the file's order.</summary>
    public IReadOnlyList<string> ConnectionNames => [.. _connections.Keys];

    /// <summary>Reads the file.</summary>
    /// <exception cref="CisException">It is there and cannot be read or understood.</exception>
    public static UserConfiguration Load() => Load(Location);

    /// <summary>The notifiers of that name; none when it is not configured.</summary>
    /// <param name="name">The name, without Flowpipe's prefix; upper and lower case make no difference.</param>
    public IReadOnlyList<CisNotifier> Notifiers(string name) => _notifiers.GetValueOrDefault(name, []);

    /// <summary>The connection of that name; null when it is not configured.</summary>
    /// <param name="name">The name, without Flowpipe's prefix; upper and lower case make no difference.</param>
    public ConfiguredConnection? Connection(string name) => _connections.GetValueOrDefault(name);

    /// <summary>Stores the targets of a notifier.</summary>
    /// <param name="name">The name. One that is there keeps its spelling and its place in the file.</param>
    /// <param name="targets">The targets; their own names do not matter.</param>
    /// <param name="append">Whether the targets that are there stay, those that are built in included.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <returns>All targets that the name now has.</returns>
    /// <exception cref="CisException">The file is damaged, busy, or cannot be written.</exception>
    public static IReadOnlyList<CisNotifier> SetNotifier(
        string name, IReadOnlyList<CisNotifier> targets, bool append, CancellationToken cancellationToken)
        => SetNotifier(new ConfigurationFile(Location), name, targets, append, cancellationToken);

    /// <summary>Removes a notifier with all its targets.</summary>
    /// <param name="name">The name, without Flowpipe's prefix.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="CisException">The file is damaged, busy, or cannot be written.</exception>
    public static bool RemoveNotifier(string name, CancellationToken cancellationToken)
        => RemoveNotifier(new ConfigurationFile(Location), name, cancellationToken);

    internal static UserConfiguration Load(string path) => Read(new ConfigurationFile(path).Read(), out _);

    internal static IReadOnlyList<CisNotifier> SetNotifier(
        ConfigurationFile file, string name, IReadOnlyList<CisNotifier> targets, bool append, CancellationToken cancellationToken)
    {
        IReadOnlyList<CisNotifier> now = [];
        file.Change(
            text =>
            {
                var configuration = Read(text, out var root);
                var notifiers = root.Open(ConfigurationReader.Notifiers);
                var member = notifiers.Find(name);
                var spelling = member?.Name ?? name;
                var kept = append ? configuration.Kept(name) : [];
                now = [.. kept, .. targets.Select(target => target.Named(spelling))];
                var value = now.Count == 1 ? Write(now[0]) : ConfigurationNode.Array(now.Select(Write));
                if (member is null)
                {
                    notifiers.Members.Add(new ConfigurationMember(name, 0, value));
                }
                else
                {
                    member.Value = value;
                }

                return root;
            },
            cancellationToken);
        return now;
    }

    internal static bool RemoveNotifier(ConfigurationFile file, string name, CancellationToken cancellationToken)
    {
        var wasThere = false;
        file.Change(
            text =>
            {
                var configuration = Read(text, out var root);
                wasThere = configuration._notifiers.ContainsKey(name);
                if (wasThere)
                {
                    root.Open(ConfigurationReader.Notifiers).Members.RemoveAll(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
                }

                return wasThere ? root : null;
            },
            cancellationToken);
        return wasThere;
    }

    internal static UserConfiguration Read(ConfigurationText? text, out ConfigurationNode root)
    {
        root = text?.Parse() ?? new ConfigurationNode(JsonValueKind.Object);
        return new UserConfiguration(root, text);
    }

    // Whoever adds to the built-in console wants both.
    private IReadOnlyList<CisNotifier> Kept(string name) => Notifiers(name) is { Count: > 0 } configured ? configured
        : name.Equals(CisNotifier.Console.Name, StringComparison.OrdinalIgnoreCase) ? [CisNotifier.Console]
        : [];

    private static ConfigurationNode Write(CisNotifier notifier)
    {
        var node = new ConfigurationNode(JsonValueKind.Object);
        Add(ConfigurationReader.Type, ConfigurationNode.String(notifier.Kind.ToString().ToLowerInvariant()));
        foreach (var setting in NotifierSetting.Of(notifier.Kind).Where(notifier.Has))
        {
            var texts = notifier.All(setting).Select(value => value.Text).ToList();
            var isNumber = setting == NotifierSetting.Port && int.TryParse(texts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
            Add(setting.Name, texts.Count > 1
                ? ConfigurationNode.Array(texts.Select(ConfigurationNode.String))
                : isNumber ? ConfigurationNode.Number(int.Parse(texts[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)) : ConfigurationNode.String(texts[0]));
        }

        return node;

        void Add(string name, ConfigurationNode value) => node.Members.Add(new ConfigurationMember(name, 0, value));
    }
}
