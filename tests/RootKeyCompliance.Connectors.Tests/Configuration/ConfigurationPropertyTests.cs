using System.Text;
using CsCheck;
using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Tests;

public sealed class ConfigurationPropertyTests
{
    private const string Secret = "zq9Kf0XwSecret";
    private const string Valid =
        """
        {
          "$schema": "https://example.com/s.json",
          "notifiers": {
            "a": [ { "type": "slack", "webhookUrl": "https://example.com/zq9Kf0XwSecret" }, { "type": "slack", "token": "zq9Kf0XwSecret", "channel": "c" } ],
            "b": { "type": "webhook", "uri": "https://example.com/zq9Kf0XwSecret", "signingKey": "zq9Kf0XwSecret" }
          },
          "connections": { "steampipe": { "d": { "connectionString": "postgres://u@h/zq9Kf0XwSecret", "password": "zq9Kf0XwSecret" } } }
        }
        """;

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.String.Where(text => !string.IsNullOrWhiteSpace(text) && IsWhole(text)), Gen.Const("env:NAME"), Gen.Const("vault:NAME"), Gen.Const("it's \"ä\" \\ / \u2028"));

    private static readonly Gen<string> Name = Any("Aa", "b.c", "d-e", "F_9", "default", "ünïcode", "9");

    private static readonly Gen<CisNotifier> Notifier = Gen.OneOf(
        Gen.Const(CisNotifier.Console),
        Gen.Select(Value, Value, (token, channel) => Of(CisNotifierKind.Slack, (NotifierSetting.Token, [token]), (NotifierSetting.Channel, [channel]))),
        Gen.Int[0, 99999].Select(number => Of(CisNotifierKind.Teams, (NotifierSetting.WebhookUrl, [$"https://example.com/{number}?x=&y"]))),
        Value.Select(key => Of(CisNotifierKind.Webhook, (NotifierSetting.WebhookAddress, ["env:HOOK"]), (NotifierSetting.SigningKey, [key]))),
        Gen.Select(
            Gen.Int[1, 65535], Gen.Int[1, 4], Value,
            (port, recipients, password) => Of(
                CisNotifierKind.Email, (NotifierSetting.SmtpServer, ["mail.example.com"]), (NotifierSetting.Port, [$"{port}"]), (NotifierSetting.From, ["a@b.c"]),
                (NotifierSetting.To, [.. Enumerable.Range(0, recipients).Select(number => $"Öl {number} <r{number}@b.c>")]),
                (NotifierSetting.SmtpUserName, ["u"]), (NotifierSetting.SmtpPassword, [password]))));

    [Fact]
    public void Everything_that_is_stored_is_read_as_it_was() => Gen.Select(Name, Notifier.Array[1, 4], Gen.Bool).Array[1, 6].Sample(
        steps =>
        {
            using var folder = new TemporaryFolder();
            var file = new ConfigurationFile(Path.Combine(folder.Path, "config.json"));
            var expected = new Dictionary<string, List<CisNotifier>>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, targets, append) in steps)
            {
                var kept = append ? expected.GetValueOrDefault(name, name == "default" ? [CisNotifier.Console] : []) : [];
                expected[name] = [.. kept, .. targets];
                UserConfiguration.SetNotifier(file, name, targets, append, CancellationToken.None);
            }

            var read = UserConfiguration.Load(file.Path);
            Assert.Equal(expected.Keys, read.NotifierNames, StringComparer.Ordinal);
            Assert.All(expected, pair => Assert.Equal(pair.Value.Select(Text), read.Notifiers(pair.Key).Select(Text), StringComparer.Ordinal));

            foreach (var name in expected.Keys)
            {
                Assert.True(UserConfiguration.RemoveNotifier(file, name, CancellationToken.None));
            }

            Assert.Empty(UserConfiguration.Load(file.Path).NotifierNames);
        },
        iter: Thorough.Choose(normal: 20, thorough: 60));

    [Fact]
    public void Garbage_is_an_error_with_a_place()
        => Gen.OneOf(Gen.Byte.Array[0, 200], Gen.String.Select(Encoding.UTF8.GetBytes), Json(3).Select(Encoding.UTF8.GetBytes)).Sample(AssertReadsOrRefuses, iter: Thorough.Choose(normal: 1000, thorough: 5000));

    [Fact]
    public void A_damaged_file_is_an_error_that_shows_no_secret()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        AssertReads(bytes);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[0, 12], Gen.OneOf(Gen.Byte.Array[0, 3], Any("\"", "{", "}", "[", ",", ":", "null", "1", "//", "\\").Select(Encoding.UTF8.GetBytes)))
            .Sample(damage => AssertReadsOrRefuses([.. bytes[..damage.Item1], .. damage.Item3, .. bytes[Math.Min(damage.Item1 + damage.Item2, bytes.Length)..]]), iter: Thorough.Choose(normal: 1000, thorough: 5000));
    }

    private static void AssertReadsOrRefuses(byte[] bytes)
    {
        try
        {
            AssertReads(bytes);
        }
        catch (CisException e)
        {
            Assert.Equal("ConfigurationInvalid", e.Fault.ErrorId);
            Assert.Matches("at line [0-9]+, column [0-9]+: .", e.Message);

            // What was damaged may be cut in the middle.
            for (var start = 0; start + 6 <= Secret.Length; start++)
            {
                Assert.DoesNotContain(Secret.Substring(start, 6), e.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private static void AssertReads(byte[] bytes) => Assert.NotNull(UserConfiguration.Read(new ConfigurationText("/config.json", bytes), out _));

    private static Gen<string> Json(int depth)
    {
        var leaf = Gen.OneOf(
            Any("null", "true", "1", "-1.5e3", "\"slack\"", "\"env:X\"", "\"\"", "\"\\ud800\"", "\"https://example.com\"", "[]", "{}"));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Json(depth - 1);
        var name = Any("notifiers", "connections", "steampipe", "type", "webhookUrl", "to", "port", "a", "A", "$schema");
        return Gen.OneOf(
            leaf,
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(name, inner).Array[0, 4].Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}"));
    }

    private static Gen<string> Any(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static CisNotifier Of(CisNotifierKind kind, params (NotifierSetting Setting, string[] Texts)[] settings) => new(
        "x", kind, settings.ToDictionary(pair => pair.Setting.Name, pair => pair.Texts.Select(pair.Setting.Value).ToArray(), StringComparer.Ordinal));

    private static string Text(CisNotifier notifier) => $"{notifier.Kind} " + string.Join(
        '\n', NotifierSetting.Of(notifier.Kind).Select(setting => $"{setting.Name}: {string.Join('|', notifier.All(setting).Select(value => value.Text))}"));

    // Half of a surrogate pair is no text that a file can hold.
    private static bool IsWhole(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
