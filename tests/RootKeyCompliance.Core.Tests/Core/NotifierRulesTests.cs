namespace RootKeyCompliance.Tests;

/// <summary>What a notifier must have, and what is said of one that lacks it.</summary>
public sealed class NotifierRulesTests
{
    private const string Arn = "topicArn=arn:aws:sns:eu-central-1:111122223333:alerts";
    private const string Mail = "smtpServer=mail.example.net;from=a@example.net;to=b@example.net";

    public static TheoryData<CisNotifierKind, string> Good => new()
    {
        { CisNotifierKind.Console, "" },
        { CisNotifierKind.Slack, "webhookUrl=https://hooks.slack.com/services/x" },
        { CisNotifierKind.Slack, "webhookUrl=env:SLACK" },
        { CisNotifierKind.Slack, "token=xoxb;channel=#alerts" },
        { CisNotifierKind.Slack, "token=vault:t;channel=env:C;apiUrl=https://slack-gov.com/api" },
        { CisNotifierKind.Teams, "webhookUrl=https://x.environment.api.powerplatform.com:443/powerautomate/x?sig=y" },
        { CisNotifierKind.Teams, "webhookUrl=http://127.0.0.1:5000/x" },
        { CisNotifierKind.Teams, "webhookUrl=http://[::1]:5000/x" },
        { CisNotifierKind.Teams, "webhookUrl=http://localhost/x" },
        { CisNotifierKind.Webhook, "uri=https://example.net;signingKey=k" },
        { CisNotifierKind.Email, Mail },
        { CisNotifierKind.Email, Mail + ";port=587;security=starttls;smtpUserName=u;smtpPassword=env:P;cc=c@example.net,D <d@example.net>;bcc=env:E" },
        { CisNotifierKind.Email, "smtpServer=localhost;security=None;from=Cis <a@example.net>;to=b@example.net" },
        { CisNotifierKind.Email, "smtpServer=env:S;security=None;from=env:F;to=env:T;port=env:P" },
        { CisNotifierKind.Sns, Arn },
        { CisNotifierKind.Sns, Arn + ";endpointUrl=https://vpce-1.sns.eu-central-1.vpce.amazonaws.com" },
        { CisNotifierKind.Sns, Arn + ";endpointUrl=http://localhost:4566" },
        { CisNotifierKind.Sns, Arn + ";endpointUrl=env:E" },
        { CisNotifierKind.Sns, "topicArn=arn:aws-us-gov:sns:us-gov-west-1:111122223333:a_b-c.fifo;accessKey=a;secretKey=s" },
    };

    public static TheoryData<CisNotifierKind, string, string> Bad => new()
    {
        { CisNotifierKind.Slack, "", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl= ", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=hooks.slack.com/services", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=http://hooks.slack.com/services", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=http://127.0.0.1.example.net/", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=ftp://localhost/", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=https://u:p@hooks.slack.com/", "webhookUrl" },
        { CisNotifierKind.Slack, "webhookUrl=https://hooks.slack.com/;token=t", "token" },
        { CisNotifierKind.Slack, "webhookUrl=https://hooks.slack.com/;channel=c", "channel" },
        { CisNotifierKind.Slack, "token=t", "channel" },
        { CisNotifierKind.Slack, "token=t;channel=c;apiUrl=http://slack.com/api", "apiUrl" },
        { CisNotifierKind.Teams, "", "webhookUrl" },
        { CisNotifierKind.Webhook, "signingKey=k", "uri" },
        { CisNotifierKind.Email, "from=a@example.net;to=b@example.net", "smtpServer" },
        { CisNotifierKind.Email, "smtpServer=m;to=b@example.net", "from" },
        { CisNotifierKind.Email, "smtpServer=m;from=a@example.net", "to" },
        { CisNotifierKind.Email, Mail + ";port=0", "port" },
        { CisNotifierKind.Email, Mail + ";port=65536", "port" },
        { CisNotifierKind.Email, Mail + ";port=smtp", "port" },
        { CisNotifierKind.Email, Mail + ";security=ssl", "security" },
        { CisNotifierKind.Email, Mail + ";security=1", "security" },
        { CisNotifierKind.Email, Mail + ";security=None", "security" },
        { CisNotifierKind.Email, Mail + ";smtpUserName=u", "smtpPassword" },
        { CisNotifierKind.Email, Mail + ";smtpPassword=p", "smtpUserName" },
        { CisNotifierKind.Email, Mail + ";cc=nobody", "cc" },
        { CisNotifierKind.Email, Mail + ";bcc=a@b\r\nRCPT TO: c@d", "bcc" },
        { CisNotifierKind.Email, Mail + ";subject=a\r\nBcc: x@y", "subject" },
        { CisNotifierKind.Sns, "", "topicArn" },
        { CisNotifierKind.Sns, "topicArn=alerts", "topicArn" },
        { CisNotifierKind.Sns, "topicArn=arn:aws:sqs:eu-central-1:111122223333:alerts", "topicArn" },
        { CisNotifierKind.Sns, Arn + "\n", "topicArn" },
        { CisNotifierKind.Sns, Arn + ";accessKey=a", "secretKey" },
        { CisNotifierKind.Sns, Arn + ";endpointUrl=http://sns.example.net", "endpointUrl" },
        { CisNotifierKind.Sns, Arn + ";endpointUrl=sns.example.net", "endpointUrl" },
        { CisNotifierKind.Sns, Arn + ";secretKey=s", "accessKey" },
    };

    [Theory]
    [InlineData("a@b")]
    [InlineData("A B <a@b>")]
    [InlineData("\"a@b\" <c@d>")]
    [InlineData("ä@ö.example")]
    public void An_address_may_have_a_name_before_it(string address) => NotifierRules.Check(To(address));

    [Theory]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData("a@>")]
    [InlineData("a @b")]
    [InlineData("a@b c")]
    [InlineData("a@b>>")]
    [InlineData("a@b,c")]
    [InlineData("a\tb@c")]
    public void What_is_no_address_is_said(string address)
        => Assert.Equal("to", Assert.Throws<CisException>(() => NotifierRules.Check(To(address))).Fault.Setting);

    [Fact]
    public void A_long_text_that_is_no_address_is_said_as_soon_as_a_short_one()
        => Assert.Equal("to", Assert.Throws<CisException>(() => NotifierRules.Check(To(new string('a', 500_000)))).Fault.Setting);

    [Theory]
    [MemberData(nameof(Good))]
    public void What_can_be_used_is_not_refused(CisNotifierKind kind, string settings) => NotifierRules.Check(Notifier(kind, settings));

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_used_is_refused_by_the_name_of_its_setting(CisNotifierKind kind, string settings, string named)
    {
        var fault = Assert.Throws<CisException>(() => NotifierRules.Check(Notifier(kind, settings))).Fault;

        Assert.Equal("NotifierInvalid", fault.ErrorId);
        Assert.StartsWith($"The {kind} notifier's {named} ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Fact]
    public void A_notifier_shows_no_secret()
    {
        var notifier = Notifier(CisNotifierKind.Email, Mail + ";smtpUserName=u;smtpPassword=c4n4ry");

        Assert.Equal("…", notifier.Settings["smtpPassword"]);
        Assert.Equal("b@example.net", notifier.Target);
        Assert.Equal("test (Email, b@example.net)", notifier.ToString());
        Assert.DoesNotContain(notifier.Settings.Values, value => value.Contains("c4n4ry", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_value_leaves_the_rest_as_it_was()
    {
        var notifier = Notifier(CisNotifierKind.Email, Mail + ";cc=c@example.net");

        var changed = notifier.With(NotifierSetting.To, "x@example.net", "y@example.net").With(NotifierSetting.Cc);

        Assert.Equal("x@example.net, y@example.net", changed.Target);
        Assert.Equal("mail.example.net", changed.Settings["smtpServer"]);
        Assert.False(changed.Has(NotifierSetting.Cc));
    }

    [Theory]
    [InlineData("uri=https://example.net/a;signingKey=k", true)]
    [InlineData("uri=https://example.net/b;signingKey=k", false)]
    [InlineData("uri=https://example.net/a;signingKey=l", false)]
    [InlineData("uri=https://example.net/a", false)]
    [InlineData("uri=env:A;signingKey=k", false)]
    public void Parts_that_were_taken_count_for_a_notifier_with_the_same_settings_alone(string settings, bool counts)
    {
        var taken = Notifier(CisNotifierKind.Webhook, "uri=https://example.net/a;signingKey=k");

        Assert.Equal(counts ? 2 : 0, Digest().Undelivered(taken, 2).DeliveredPartsTo(Notifier(CisNotifierKind.Webhook, settings)));
    }

    [Fact]
    public void Parts_that_were_taken_count_for_the_same_credentials_and_recipients_alone()
    {
        var credential = new object();
        var topic = new CisNotifier("t", CisNotifierKind.Sns, new Dictionary<string, SettingValue[]>(StringComparer.Ordinal)) { Credential = credential };
        var taken = Digest().Undelivered(topic, 2);
        var mail = Notifier(CisNotifierKind.Email, Mail);
        var mailed = Digest().Undelivered(mail, 2);

        Assert.Equal(2, taken.DeliveredPartsTo(topic.Map((_, value) => value)));
        Assert.Equal(0, taken.DeliveredPartsTo(new CisNotifier("t", CisNotifierKind.Sns, new Dictionary<string, SettingValue[]>(StringComparer.Ordinal)) { Credential = new object() }));
        Assert.Equal(2, mailed.DeliveredPartsTo(mail.Map((_, value) => value)));
        Assert.Equal(0, mailed.DeliveredPartsTo(mail.With(NotifierSetting.To, "b@example.net", "c@example.net")));
    }

    private static CisNotification Digest() => new CisDigest(CisPipelineCatalogue.Get("cis_v400_1_4"), CisNotificationLevel.Info).Notifications().Single();

    /// <summary>Settings as <c>name=value;name=value,value</c>.</summary>
    private static CisNotifier Notifier(CisNotifierKind kind, string settings) => new(
        "test", kind, settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(
            pair => pair[0],
            pair => pair[1].Split(',').Select(NotifierSetting.Of(kind).Single(setting => setting.Name == pair[0]).Value).ToArray(),
            StringComparer.Ordinal));

    private static CisNotifier To(string address) => new("n", CisNotifierKind.Email, new Dictionary<string, SettingValue[]>(StringComparer.Ordinal)
    {
        ["smtpServer"] = [new SettingValue("m")],
        ["from"] = [new SettingValue("a@example.net")],
        ["to"] = [new SettingValue(address)],
    });
}
