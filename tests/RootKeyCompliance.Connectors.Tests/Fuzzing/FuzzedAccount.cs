using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The check of an account that has an active key, one of whose answers is the input: by a root session, which lists keys, or with the account's own
/// credentials and its credential report.
/// </summary>
internal sealed class FuzzedAccount : IDisposable
{
    private const string Caller = "123456789012";

    private readonly Dictionary<string, CannedAnswer> _answers = new(StringComparer.Ordinal);
    private readonly CannedAnswers _network;
    private readonly AwsAccountSource _source;

    internal FuzzedAccount()
    {
        _network = new CannedAnswers(action => _answers[action]);
        var options = AccountChecks.Options("http://127.0.0.1:1", "AKIACALLER", FuzzJudge.Canary) with
        {
            Carrier = _network,
            Patience = AccountChecks.Quick with { BackOff = TimeSpan.Zero, Time = new RunningAheadTime() },
        };
        _source = new AwsAccountSource(options, new AccountAccess { CentralRootAccess = true }, skipKeyDetail: false);
        Reset();
    }

    public void Dispose()
    {
        _source.Dispose();
        _network.Dispose();
    }

    internal FuzzTarget Summary() => new(
        "iam-summary",
        [
            AnswerTexts.Summary(("AccountAccessKeysPresent", "1"), ("AccountMFAEnabled", "1"), ("AccountPasswordPresent", "0")),
            AnswerTexts.Summary(("Users", "7"), ("AccountAccessKeysPresent", "0")),
            AnswerTexts.Summary(("AccountMFAEnabled", "0")),
        ],
        AnswerTexts.Tokens,
        input =>
        {
            Reset("GetAccountSummary", input);
            return Check(AnswerTexts.Account, () => SaysNoKey(input));
        });

    internal FuzzTarget Keys() => new(
        "iam-keys",
        [AnswerTexts.Keys("Active"), AnswerTexts.Keys("Inactive", "Active"), AnswerTexts.Keys(), AnswerTexts.Keys("Expired"), AnswerTexts.LastUse("s3"), AnswerTexts.LastUse("N/A")],
        AnswerTexts.Tokens,
        input =>
        {
            if (input.AsSpan().IndexOf("GetAccessKeyLastUsed"u8) >= 0)
            {
                Reset("GetAccessKeyLastUsed", input);
                return Check(AnswerTexts.Account, () => false);
            }

            // Here the summary leaves it open, so that the list alone decides.
            Reset("ListAccessKeys", input);
            _answers["GetAccountSummary"] = CannedAnswer.Xml(AnswerTexts.Summary(("AccountMFAEnabled", "1")));
            return Check(AnswerTexts.Account, () => ListsNoKey(input));
        });

    internal FuzzTarget Report()
    {
        var report = Convert.ToBase64String(new CredentialReportBuilder { AccountId = Caller, Slot1 = new SlotText(true, DateTimeOffset.UnixEpoch) }.ToBytes());
        return new FuzzTarget(
            "iam-report",
            [
                AnswerTexts.Answer("GetCredentialReport", $"<Content>{report}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-03-01T08:15:00Z</GeneratedTime>"),
                AnswerTexts.Answer("GenerateCredentialReport", "<State>COMPLETE</State>"),
                AnswerTexts.Answer("GenerateCredentialReport", "<State>STARTED</State><Description>No report exists.</Description>"),
            ],
            AnswerTexts.Tokens,
            input =>
            {
                Reset(input.AsSpan().IndexOf("GenerateCredentialReport"u8) >= 0 ? "GenerateCredentialReport" : "GetCredentialReport", input);
                return Check(Caller, () => false);
            });
    }

    private void Reset(string? action = null, byte[]? input = null)
    {
        _answers["GetCallerIdentity"] = CannedAnswer.Xml(AnswerTexts.Identity(Caller));
        _answers["AssumeRoot"] = CannedAnswer.Xml(AnswerTexts.Session("AssumeRoot"));
        _answers["GetAccountSummary"] = CannedAnswer.Xml(AnswerTexts.Summary(("AccountAccessKeysPresent", "1")));
        _answers["ListAccessKeys"] = CannedAnswer.Xml(AnswerTexts.Keys("Active"));
        _answers["GetAccessKeyLastUsed"] = CannedAnswer.Xml(AnswerTexts.LastUse("s3"));
        _answers["GenerateCredentialReport"] = CannedAnswer.Xml(AnswerTexts.Answer("GenerateCredentialReport", "<State>COMPLETE</State>"));
        _answers["GetCredentialReport"] = new CannedAnswer(HttpStatusCode.Gone, Encoding.UTF8.GetBytes(AnswerTexts.Error("ReportNotPresent", "none")));
        if (action is not null)
        {
            _answers[action] = new CannedAnswer(HttpStatusCode.OK, input!);
        }
    }

    private string Check(string account, Func<bool> mayPass)
    {
        var log = new ActivityLog();
        var evidence = _source.ReadAsync(new AccountTarget(account, null, null), log, CancellationToken.None).GetAwaiter().GetResult();
        var finding = AccountChecks.Judge(evidence);
        FuzzJudge.Secrets(string.Join('\n', log.Lines), isWhole: true);
        if (log.Lines.FirstOrDefault(line => line.Contains("Unexpected", StringComparison.OrdinalIgnoreCase)) is { } defect)
        {
            throw new FuzzException($"A defect in a warning: {defect}");
        }

        if (finding.Fault is { } fault)
        {
            return FuzzJudge.Fault(fault, isWhole: true);
        }

        return finding.Status == CisStatus.Pass && !mayPass()
            ? throw new FuzzException("Pass for an account whose key was there to see:")
            : $"{finding.Status} {finding.Severity} {Few(finding.ActiveKeyCount)} {Few(finding.InactiveKeyCount)} {Few(finding.AccessKeys.Length)}";
    }

    // More of them would be another outcome each.
    private static int? Few(int? count) => count is { } known ? Math.Min(known, 2) : null;

    /// <summary>Whether each flag of the summary means that there is no key. A key's value is the element after it.</summary>
    private static bool SaysNoKey(byte[] input)
    {
        var elements = Parse(input)?.Root?.Elements().Where(part => part.Name.LocalName == "GetAccountSummaryResult").Descendants().ToList() ?? [];
        var values = elements.Select((element, index) => (element, Next: elements.ElementAtOrDefault(index + 1)))
            .Where(pair => pair.element.Name.LocalName == "key" && pair.element.Value == "AccountAccessKeysPresent" && pair.Next?.Name.LocalName == "value").Select(pair => pair.Next!).ToList();
        return values.Count > 0 && values.TrueForAll(value => int.TryParse(value.Value, CultureInfo.InvariantCulture, out var number) && number == 0);
    }

    private static bool ListsNoKey(byte[] input)
        => Parse(input)?.Root is { } root && root.Elements().Any(part => part.Name.LocalName == "ListAccessKeysResult")
            && !root.Elements().Where(part => part.Name.LocalName == "ListAccessKeysResult").Descendants().Any(element => element.Name.LocalName is "AccessKeyId" or "member" or "Status");

    private static XDocument? Parse(byte[] input)
    {
        try
        {
            return XDocument.Load(new MemoryStream(input));
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
