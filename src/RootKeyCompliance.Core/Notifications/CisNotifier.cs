using System.Collections.ObjectModel;

namespace RootKeyCompliance;

/// <summary>Somewhere to send notifications to. Its public properties hold no secrets.</summary>
public sealed class CisNotifier
{
    private readonly ReadOnlyDictionary<string, SettingValue[]> _values;

    /// <param name="name">The name by which <c>-Notifier</c> finds it.</param>
    /// <param name="kind">The service.</param>
    /// <param name="values">The settings by name, each of them one that the kind knows.</param>
    internal CisNotifier(string name, CisNotifierKind kind, IReadOnlyDictionary<string, SettingValue[]> values)
    {
        Name = name;
        Kind = kind;
        _values = new ReadOnlyDictionary<string, SettingValue[]>(values.Where(pair => pair.Value.Length > 0)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
        Settings = new ReadOnlyDictionary<string, string>(NotifierSetting.Of(kind).Where(setting => _values.ContainsKey(setting.Name))
            .ToDictionary(setting => setting.Name, setting => string.Join(", ", All(setting).Select(value => value.Shown)), StringComparer.Ordinal));
    }

    /// <summary>The notifier that is there without any configuration.</summary>
    public static CisNotifier Console { get; } = new("default", CisNotifierKind.Console, new Dictionary<string, SettingValue[]>(StringComparer.Ordinal));

    /// <summary>The name by which <c>-Notifier</c> finds it; several notifiers may share one.</summary>
    public string Name { get; }

    /// <summary>The service that it sends to.</summary>
    public CisNotifierKind Kind { get; }

    /// <summary>Where it sends to, as far as that may be shown: a host, a channel, recipients, a topic.</summary>
    public string Target => Kind switch
    {
        CisNotifierKind.Console => "the information stream",
        CisNotifierKind.Slack when Has(NotifierSetting.WebhookUrl) => Settings[NotifierSetting.WebhookUrl.Name],
        CisNotifierKind.Slack => Shown(NotifierSetting.Channel),
        CisNotifierKind.Teams => Shown(NotifierSetting.WebhookUrl),
        CisNotifierKind.Email => string.Join(", ", new[] { NotifierSetting.To, NotifierSetting.Cc, NotifierSetting.Bcc }.Where(Has).Select(Shown)),
        CisNotifierKind.Webhook => Shown(NotifierSetting.WebhookAddress),
        CisNotifierKind.Sns => Shown(NotifierSetting.TopicArn),
        _ => "",
    };

    /// <summary>Its settings as they may be shown: secrets are dots, references such as <c>env:NAME</c> stand as they are.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>An AWSCredentials object that SNS is to be asked with; only in notifiers that were made on the spot.</summary>
    internal object? Credential { get; init; }

    /// <summary>Recipients that are told by another notification: their addresses alone, as the mail server was told.</summary>
    internal IReadOnlyList<string> ToldElsewhere { get; private init; } = [];

    /// <summary>The name, kind and target.</summary>
    public override string ToString() => Kind == CisNotifierKind.Console ? $"{Name} ({Kind})" : $"{Name} ({Kind}, {Target})";

    internal bool Has(NotifierSetting setting) => _values.ContainsKey(setting.Name);

    /// <summary>The setting's text; null when it is not there. Not for showing.</summary>
    internal string? Text(NotifierSetting setting) => _values.TryGetValue(setting.Name, out var values) ? values[0].Text : null;

    /// <summary>The setting's values; empty when it is not there.</summary>
    internal IReadOnlyList<SettingValue> All(NotifierSetting setting) => _values.TryGetValue(setting.Name, out var values) ? values : [];

    /// <summary>The same notifier with each value as the function has it.</summary>
    internal CisNotifier Map(Func<NotifierSetting, SettingValue, SettingValue> map) => Copy(
        NotifierSetting.Of(Kind).ToDictionary(setting => setting.Name, setting => All(setting).Select(value => map(setting, value)).ToArray(), StringComparer.Ordinal));

    /// <summary>The same notifier with other values of one setting; none takes the setting away.</summary>
    internal CisNotifier With(NotifierSetting setting, params string[] texts) => Copy(
        new Dictionary<string, SettingValue[]>(_values, StringComparer.Ordinal) { [setting.Name] = [.. texts.Select(setting.Value)] });

    /// <summary>The same notifier under another name.</summary>
    internal CisNotifier Named(string name) => Copy(_values, name);

    /// <summary>The same notifier but for recipients that another notification is for.</summary>
    internal CisNotifier Without(IReadOnlyList<string> recipients) => Copy(_values, toldElsewhere: [.. ToldElsewhere, .. recipients]);

    /// <summary>A notifier for these recipients alone.</summary>
    internal CisNotifier Only(IReadOnlyList<string> recipients)
        => With(NotifierSetting.To, [.. recipients]).With(NotifierSetting.Cc).With(NotifierSetting.Bcc).Copy(toldElsewhere: []);

    /// <summary>Takes this notifier's secrets out of texts from outside.</summary>
    internal Redaction Redaction() => new(_values.Values.SelectMany(values => values));

    /// <summary>Whether what the other one has taken need not be sent to this one: what is shown of two addresses may be the same, and they are not.</summary>
    internal bool HasTheSettingsOf(CisNotifier? other) => other is not null && Kind == other.Kind && ReferenceEquals(Credential, other.Credential)
        && NotifierSetting.Of(Kind).All(setting => All(setting).Select(value => value.Text).SequenceEqual(other.All(setting).Select(value => value.Text), StringComparer.Ordinal));

    private CisNotifier Copy(IReadOnlyDictionary<string, SettingValue[]>? values = null, string? name = null, IReadOnlyList<string>? toldElsewhere = null)
        => new(name ?? Name, Kind, values ?? _values) { Credential = Credential, ToldElsewhere = toldElsewhere ?? ToldElsewhere };

    private string Shown(NotifierSetting setting) => Settings.TryGetValue(setting.Name, out var text) ? text : "";
}
