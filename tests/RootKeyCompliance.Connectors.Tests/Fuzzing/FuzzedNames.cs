using System.Text;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Tests;

/// <summary>What users write after -Database, -Name and -Notifier, with Flowpipe's prefixes and without.</summary>
internal static class FuzzedNames
{
    private const string Secret = FuzzJudge.Canary;

    internal static FuzzTarget Connection()
    {
        string[] corpus =
        [
            $"postgres://steampipe:{Secret}@127.0.0.1:9193/steampipe?sslmode=require&connect_timeout=5",
            $"postgresql://u:{Secret}@[::1]:5432/db",
            $"host=localhost port=9193 user=steampipe password='{Secret}' dbname=steampipe",
            $"host=h password={Secret} sslmode=verify-full options='-c search_path=a'",
            $"Host=db.example.com;Port=5432;Username=u;Password={Secret};SSL Mode=Require",
            $"Server=h:5433;User Id=u;Password=\"{Secret}\"",
            "connection.steampipe.default", "default", "env:DATABASE", "vault:db",
        ];
        string[] tokens =
        [
            "postgres://", "://", "@", ":", "/", "?", "&", "=", ";", "%", "%40", "%2F", "%00", "%ff", "%ed%a0%80", "'", "\"", "\\", "[", "]", " ", "\t", "host", "hostaddr", "port", "user", "password",
            "passfile", "dbname", "sslmode", "ssl", "sslcert", "sslpassword", "channel_binding", "gssencmode", "krbsrvname", "require_auth", "connect_timeout", "application_name",
            "client_encoding", "options", "search_path", "timezone", "keepalives", "Server", "Host", "Pooling", "Timeout", "Command Timeout", "Keepalive", "SSL Negotiation", "Target Session Attributes",
            "connection.steampipe.", "env:", "vault:", ",", "/var/run", "localhost", "true", "\0", "\u00e9", "=;", "==", "Encoding", "Write Buffer Size", "Max Auto Prepare",
        ];
        return new FuzzTarget("connection", corpus, tokens, Read);

        static string Read(byte[] input)
        {
            var text = Encoding.UTF8.GetString(input);
            try
            {
                var options = SteampipeConnectionOptions.Parse(
                    text,
                    name => name.Equals("shared", StringComparison.OrdinalIgnoreCase) ? new ConfiguredConnection("postgres://h/d", Secret) : null,
                    _ => "postgres://resolved@h/d");
                return options.ConnectionString.Length > 0 && options.Place.Length > 0 ? "understood" : throw new FuzzException("Nothing came of it:");
            }
            catch (CisException e) when (e.Fault.ErrorId is nameof(CisFaults.ConnectionNotFound) || e.Fault.Message.Contains("which sslrootcert names", StringComparison.Ordinal))
            {
                // What looks like a name is repeated, and so is the path of a certificate.
                return e.Fault.ErrorId;
            }
            catch (CisException e)
            {
                return $"{FuzzJudge.Fault(e.Fault)} {e.Fault.Message}";
            }
        }
    }

    internal static FuzzTarget Names()
    {
        string[] corpus =
        [
            "aws_cis.pipeline.cis_v400_1_4", "cis_v150_1_4", "CIS_V300_1_4", "notifier.default", "notifier.security", "connection.steampipe.shared", "connection.steampipe.a-b_c.9",
            "arn:aws:iam::111122223333:root", "arn:aws:organizations::123456789012:account/o-a1b2c3d4e5/111122223333", "AKIAIOSFODNN7EXAMPLE",
        ];
        string[] tokens = ["aws_cis.pipeline.", "notifier.", "connection.steampipe.", "cis_v", "_", ".", ":", "arn", "\0", "\u0130", "\ud83d\ude00", "1", "AKIA", "ASIA", "\u2028", " "];
        return new FuzzTarget("names", corpus, tokens, Read);

        static string Read(byte[] input)
        {
            var text = Encoding.UTF8.GetString(input);
            var notifier = ConfigurationName.OfNotifier(text);
            var connection = ConfigurationName.OfConnection(text);
            var hasArn = AwsAccountId.TryParseArn(text, out _, out var account, out _);
            if ((hasArn && !AwsAccountId.IsValid(account)) || (KeyIds.MaskAllIn(text) is var masked && KeyIds.MaskAllIn(masked) != masked) || PlainText.OneLine(text).Any(char.IsControl))
            {
                throw new FuzzException("A text is not what it should be:");
            }

            var names = $"{ConfigurationName.IsValid(notifier)} {ConfigurationName.IsValid(connection)} {hasArn} {AwsAccountId.ManagementAccountOf(text) is not null}";
            return FuzzJudge.Try(() => $"{CisPipelineCatalogue.Get(text).ControlId} {names}") is var outcome && outcome == nameof(CisFaults.PipelineNotFound) ? $"{outcome} {names}" : outcome;
        }
    }
}
