namespace RootKeyCompliance.Tests;

/// <summary>Answers as AWS writes them.</summary>
internal static class AnswerTexts
{
    internal const string Account = "111122223333";

    internal static string[] Tokens { get; } =
    [
        "<![CDATA[", "]]>", "<!--", "-->", "<?xml version=\"1.0\"?>", "<?x ?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&amp;", "&#0;", "&#x110000;", "&b;", "</", "/>", "<a>", "</a>", "xmlns=\"x\"", "<a/>",
        "member", "entry", "key", "value", "true", "false", "0", "1", "AccountAccessKeysPresent", "AccountMFAEnabled", "AccessKeyId", "Status", "Active", "Inactive", "Expired", "CreateDate",
        "IsTruncated", "Marker", "2026-03-01T08:15:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "LastUsedDate", "ServiceName", "N/A", "State", "COMPLETE", "STARTED", "Content",
        "ReportFormat", "text/csv", "GeneratedTime", "Arn", "Account", "Error", "Code", "Message", "RequestId", "Result", "Response", FuzzJudge.Canary,
    ];

    internal static string Answer(string action, string result)
        => $"<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{action}Result>{result}</{action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>";

    internal static string Summary(params (string Key, string Value)[] entries)
        => Answer("GetAccountSummary", $"<SummaryMap>{string.Concat(entries.Select(entry => $"<entry><key>{entry.Key}</key><value>{entry.Value}</value></entry>"))}</SummaryMap>");

    internal static string Keys(params string[] statuses)
        => Answer("ListAccessKeys", $"<AccessKeyMetadata>{string.Concat(statuses.Select((status, index) => $"<member><AccessKeyId>AKIAROOT{index}EXAMPLE</AccessKeyId><Status>{status}</Status><CreateDate>2026-03-01T08:15:00Z</CreateDate></member>"))}</AccessKeyMetadata><IsTruncated>false</IsTruncated>");

    internal static string LastUse(string service)
        => Answer("GetAccessKeyLastUsed", $"<AccessKeyLastUsed><LastUsedDate>2026-03-01T08:15:00Z</LastUsedDate><ServiceName>{service}</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>");

    internal static string Identity(string account)
        => Answer("GetCallerIdentity", $"<Arn>arn:aws:iam::{account}:user/audit</Arn><UserId>AIDA</UserId><Account>{account}</Account>");

    internal static string Session(string action)
        => Answer(action, $"<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::{Account}:assumed-role/Audit/x</Arn></AssumedRoleUser>");

    internal static string Error(string code, string message)
        => $"<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
}
