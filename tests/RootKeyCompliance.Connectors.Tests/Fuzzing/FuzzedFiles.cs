using System.Text;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.CredentialReports;
using ModuleBaseline = RootKeyCompliance.Reports.Baseline;

namespace RootKeyCompliance.Tests;

/// <summary>Files that users bring: credential reports, the configuration, baselines.</summary>
internal static class FuzzedFiles
{
    private const string Secret = FuzzJudge.Canary;

    private const string FullConfiguration =
        $$"""
        {
          "$schema": "https://example.com/s.json",
          "notifiers": {
            "chat": [ { "type": "slack", "webhookUrl": "https://hooks.example.com/services/{{Secret}}" }, { "type": "slack", "token": "{{Secret}}", "channel": "#c", "apiUrl": "https://slack.example.com" } ],
            "teams": { "type": "teams", "webhookUrl": "vault:teams" },
            "hook": { "type": "webhook", "uri": "https://example.com/{{Secret}}?sig={{Secret}}", "signingKey": "{{Secret}}" },
            "mail": { "type": "email", "smtpServer": "smtp.example.com", "port": 587, "security": "StartTls", "from": "Audit <a@example.com>", "to": ["b@example.com", "c@example.com"],
              "subject": "keys", "smtpUserName": "audit", "smtpPassword": "{{Secret}}" },
            "topic": { "type": "sns", "topicArn": "arn:aws:sns:eu-central-1:111122223333:alerts", "region": "eu-central-1", "accessKey": "AKIA", "secretKey": "{{Secret}}", "endpointUrl": "http://127.0.0.1:1" },
            "default": { "type": "console" }
          },
          "connections": { "steampipe": {
            "default": "postgres://steampipe:{{Secret}}@127.0.0.1:9193/steampipe",
            "shared": { "connectionString": "Host=db.example.com;Username=u", "password": "{{Secret}}" },
            "far": { "connectionString": "env:PLACE", "password": "env:PASSWORD" } } }
        }
        """;

    internal static FuzzTarget CredentialReport(string folder)
    {
        var path = Path.Combine(folder, "report.csv");
        var moment = new DateTimeOffset(2026, 3, 1, 8, 15, 0, TimeSpan.Zero);
        CredentialReportBuilder[] reports =
        [
            new() { UsersAfter = 1 },
            new() { Slot1 = new SlotText(true, moment, moment, "us-east-1", "s3"), UsersAfter = 0, NewLine = "\r\n" },
            new() { Slot2 = new SlotText(false, moment), UsersBefore = 2, UsersAfter = 0 },
            new() { QuoteAll = true, Mfa = "FALSE", FinalNewLine = true },
            new() { Columns = ["access_key_2_active", "user", "access_key_1_active", "arn"], UsersAfter = 1 },
        ];
        var texts = reports.Select(report => report.ToBytes()).ToList();
        IEnumerable<byte[]> corpus =
        [
            .. texts,
            [.. Encoding.UTF8.Preamble, .. texts[0]],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(reports[4].ToString())],
            .. texts.Select(text => Encoding.UTF8.GetBytes($$"""{"Content":"{{Convert.ToBase64String(text)}}","ReportFormat":"text/csv","GeneratedTime":"2026-03-01T08:15:00+00:00"}""")),
        ];
        string[] tokens =
        [
            "<root_account>", "false", "true", "N/A", "no_information", "not_supported", "access_key_1_active", "access_key_2_active", "user", "arn", "mfa_active",
            "access_key_1_last_rotated", "access_key_2_last_used_date", "\"", "\"\"", "\r\n", "\n", ",", "arn:aws:iam::111122223333:root", "2026-03-01T08:15:00Z", "\uFEFF", "TRUE",
            "Content", "GeneratedTime", "\\u0041", "\\ud800", "{", "}", "[", "=",
        ];
        return new FuzzTarget("credential-report", [.. corpus], [.. tokens.Select(Encoding.UTF8.GetBytes)], Read);

        string Read(byte[] input)
        {
            File.WriteAllBytes(path, input);
            var finding = Reading.Judge(CredentialReportFile.Read(path, CancellationToken.None));
            if (finding.Fault is { } fault)
            {
                return FuzzJudge.Fault(fault);
            }

            return finding.Status == CisStatus.Pass && !RootRow.HasNoKey(input)
                ? throw new FuzzException("Pass for a report that does not say so:")
                : $"{finding.Status} {finding.Severity}";
        }
    }

    internal static FuzzTarget Configuration()
    {
        string[] corpus =
        [
            FullConfiguration,
            "{}",
            $$"""{"connections":{"steampipe":{"default":"host=h password={{Secret}}" } } }""",
            $$"""{"notifiers":{"a":{"type":"slack","webhookUrl":"https://example.com/{{Secret}}" } } }""",
            """{"notifiers":{"a":{"type":"email","smtpServer":"localhost","security":"None","from":"a@b.c","to":"x@y.z","cc":["d@e.f"],"bcc":["g@h.i"]}}}""",
        ];
        string[] tokens =
        [
            "notifiers", "connections", "steampipe", "type", "slack", "teams", "email", "webhook", "sns", "console", "webhookUrl", "token", "channel", "apiUrl", "smtpServer", "port",
            "security", "from", "to", "cc", "bcc", "subject", "smtpUserName", "smtpPassword", "uri", "signingKey", "topicArn", "accessKey", "secretKey", "connectionString", "password",
            "env:X", "vault:X", "notifier.", "connection.steampipe.", "\\ud800", "\\u0000", "\\n", "null", "true", "[", "]", "{", "}", ",", "\"\"", "//", "https://u:p@h/", "http://", "https://[::1]/",
            "\u2028", "@", "%2F", "None", "é",
        ];
        return new FuzzTarget("configuration", corpus, tokens, Read);

        static string Read(byte[] input)
        {
            try
            {
                var read = UserConfiguration.Read(new ConfigurationText("/home/user/config.json", input), out _);
                var notifiers = read.NotifierNames.SelectMany(read.Notifiers).ToList();
                foreach (var notifier in notifiers)
                {
                    foreach (var setting in NotifierSetting.Of(notifier.Kind).Where(setting => setting.Secrecy == SettingSecrecy.Secret && !notifier.All(setting).Any(value => value.IsReference)))
                    {
                        FuzzJudge.Secrets(notifier.Settings.TryGetValue(setting.Name, out var shown) ? shown : "");
                    }
                }

                return $"{Math.Min(notifiers.Count, 3)} notifiers, {Math.Min(read.ConnectionNames.Count, 3)} connections";
            }
            catch (CisException e) when (e.Fault.Message.Contains("which is not a mail address", StringComparison.Ordinal))
            {
                // Addresses are repeated; none of them is a secret.
                return "no mail address";
            }
            catch (CisException e)
            {
                // The sentence without its place: each is another way through the reader.
                var said = e.Fault.Message.Split(": ", 2)[^1];
                return $"{FuzzJudge.Fault(e.Fault)} {new string([.. said.Where(character => !char.IsDigit(character)).Take(80)])}";
            }
        }
    }

    internal static FuzzTarget Baseline(string folder)
    {
        var path = Path.Combine(folder, "baseline.json");
        var findings = Enum.GetValues<CisStatus>().Select((status, index) => Baselines.Finding(Baselines.Account(index), status)).ToList();
        string[] corpus = [Report(findings), Report([]), Report([findings[0]]), Report([findings[^1]])];
        string[] tokens =
        [
            "Pass", "Fail", "Error", "Skipped", "None", "High", "Critical", "Unknown", "Iam", "CredentialReport", "fingerprint", "status", "severity", "controlId", "cis_v400_1_4", "accountId",
            "accessKeys", "Active", "Inactive", "accessKeysPresent", "checkedAt", "2026-03-01T08:15:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "null", "true", "false",
            "\\ud800", "\\u0000", "[", "]", "{", "}", ",", "findings", "version", "type", "New", "Resolved", "message", "errorId",
        ];
        return new FuzzTarget("baseline", corpus, tokens, Read);

        string Read(byte[] input)
        {
            File.WriteAllBytes(path, input);
            return FuzzJudge.Try(() =>
            {
                var before = ModuleBaseline.Read(path, isToBeKept: false);
                var unseen = before.Unseen.ToList();
                foreach (var finding in unseen)
                {
                    var change = before.Compare(Baselines.Finding(finding.AccountId is { Length: 12 } id ? id : "999988887777", CisStatus.Pass)).Change;
                    if (change == CisFindingChange.Resolved && !Encoding.UTF8.GetString(input).Contains("Fail", StringComparison.OrdinalIgnoreCase))
                    {
                        throw new FuzzException("Resolved, where nothing failed:");
                    }
                }

                before.Save(new ReportHead(DateTimeOffset.UnixEpoch, "1"));
                return $"{Math.Min(unseen.Count, 3)} findings";
            });
        }
    }

    private static string Report(IEnumerable<CisFinding> findings)
    {
        using var stream = new MemoryStream();
        using (var report = new JsonReport(stream, new ReportHead(DateTimeOffset.UnixEpoch, "1")))
        {
            report.Start();
            foreach (var finding in findings)
            {
                report.Add(finding);
            }

            report.Complete();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
