using System.Security;

namespace RootKeyCompliance.Tests;

public sealed class NewNotifierTests : IDisposable
{
    private const string Command = "RootKeyCompliance.Commands.NewCisNotifierCommand";
    private const string Canary = "kingfisher7";
    private const string Mail = "-Email -SmtpServer mail.example.com -From a@example.com -To b@example.com";
    private const string Topic = "-Sns -TopicArn arn:aws:sns:eu-central-1:111122223333:alerts";

    private readonly ModuleSession _session = ModuleSession.Open();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("-Console", "Console", "console", "the information stream", "")]
    [InlineData("-Slack -WebhookUrl https://hooks.example.com/kingfisher7", "Slack", "slack", "https://hooks.example.com/…", "webhookUrl=https://hooks.example.com/…")]
    [InlineData("-Slack -WebhookUrl env:SLACK", "Slack", "slack", "env:SLACK", "webhookUrl=env:SLACK")]
    [InlineData("-Slack -Token kingfisher7 -Channel '#ops'", "Slack", "slack", "#ops", "token=…;channel=#ops")]
    [InlineData("-Slack -Token vault:t -Channel C1 -ApiUrl https://slack.example.com/api/", "Slack", "slack", "C1", "token=vault:t;channel=C1;apiUrl=https://slack.example.com/api/")]
    [InlineData("-Teams -WebhookUrl ([uri] 'https://teams.example.com/kingfisher7')", "Teams", "teams", "https://teams.example.com/…", "webhookUrl=https://teams.example.com/…")]
    [InlineData(Mail, "Email", "email", "b@example.com", "smtpServer=mail.example.com;from=a@example.com;to=b@example.com")]
    [InlineData(
        Mail + ", c@example.com -Port 2525 -Security tls -Cc d@example.com -Bcc e@example.com -Subject Keys -SmtpCredential $credential", "Email", "email",
        "b@example.com, c@example.com, d@example.com, e@example.com",
        "smtpServer=mail.example.com;port=2525;security=Tls;from=a@example.com;to=b@example.com, c@example.com;cc=d@example.com;bcc=e@example.com;subject=Keys;smtpUserName=DOMAIN\\user;smtpPassword=…")]
    [InlineData("-Webhook -Uri https://example.com/kingfisher7 -SigningKey kingfisher7", "Webhook", "webhook", "https://example.com/…", "uri=https://example.com/…;signingKey=…")]
    [InlineData("-Webhook -Uri $secure", "Webhook", "webhook", "https://secure.example.com/…", "uri=https://secure.example.com/…")]
    [InlineData(Topic, "Sns", "sns", "arn:aws:sns:eu-central-1:111122223333:alerts", "topicArn=arn:aws:sns:eu-central-1:111122223333:alerts")]
    [InlineData(
        Topic + " -AccessKey AKIAkingfisher7 -SecretKey kingfisher7 -SessionToken kingfisher7 -Region eu-central-1 -EndpointUrl http://127.0.0.1:5000", "Sns", "sns",
        "arn:aws:sns:eu-central-1:111122223333:alerts",
        "topicArn=arn:aws:sns:eu-central-1:111122223333:alerts;region=eu-central-1;endpointUrl=http://127.0.0.1:5000;accessKey=…;secretKey=…;sessionToken=…")]
    [InlineData(
        Topic + " -ProfileName audit -Region env:REGION", "Sns", "sns", "arn:aws:sns:eu-central-1:111122223333:alerts",
        "topicArn=arn:aws:sns:eu-central-1:111122223333:alerts;profileName=audit;region=env:REGION")]
    public void Each_set_of_parameters_makes_its_kind_and_shows_no_secret(string arguments, string kind, string name, string target, string settings)
    {
        _session.With("secure", Secure("https://secure.example.com/" + Canary)).With("credential", new System.Management.Automation.PSCredential("DOMAIN\\user", Secure(Canary)));

        var run = _session.Run($"New-CisNotifier {arguments} -Verbose -Debug");

        Assert.Empty(run.Errors);
        Assert.Empty(run.Warnings);
        var notifier = Assert.IsType<CisNotifier>(Assert.Single(run.Output).BaseObject);
        Assert.Equal((kind, name, target), ($"{notifier.Kind}", notifier.Name, notifier.Target));
        Assert.Equal(settings, string.Join(';', notifier.Settings.Select(pair => $"{pair.Key}={pair.Value}")));

        var shown = run.Output[0].Properties.Select(property => $"{property.Value}").Append($"{notifier}").Concat(run.Verbose).Concat(run.Debug)
            .Append(System.Text.Json.JsonSerializer.Serialize(notifier));
        Assert.DoesNotContain(Canary, string.Join('\n', shown), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Secrets_are_kept_as_they_were_given()
    {
        _session.With("secure", Secure(" p ä\"s ")).With("credential", new System.Management.Automation.PSCredential("u", Secure("vault:mail")));

        var slack = Notifier("-Slack -Token $secure -Channel c");
        Assert.Equal(" p ä\"s ", slack.Text(NotifierSetting.Token));
        var topic = Notifier($"{Topic} -AccessKey $secure -SecretKey $secure -SessionToken $secure");
        Assert.All([NotifierSetting.AccessKey, NotifierSetting.SecretKey, NotifierSetting.SessionToken], setting => Assert.Equal(" p ä\"s ", topic.Text(setting)));
        var mail = Notifier($"{Mail} -SmtpCredential $credential");
        Assert.True(mail.All(NotifierSetting.SmtpPassword)[0].IsReference);
    }

    [Fact]
    public void A_profile_file_is_found_from_any_folder()
    {
        using var folder = new TemporaryFolder();

        var notifier = _session.At(folder.Path).Run($"New-CisNotifier {Topic} -ProfileName a -ProfileLocation ./credentials").Output.Single().BaseObject as CisNotifier;

        Assert.Equal(Path.Combine(folder.Path, "credentials"), notifier!.Text(NotifierSetting.ProfileLocation));
    }

    [Theory]
    [InlineData("-Slack -WebhookUrl ''", "ParameterEmpty")]
    [InlineData("-Slack -WebhookUrl $null", "ParameterEmpty")]
    [InlineData("-Slack -WebhookUrl ([securestring]::new())", "ParameterEmpty")]
    [InlineData("-Teams -WebhookUrl ' '", "ParameterEmpty")]
    [InlineData("-Slack -Token '' -Channel c", "ParameterEmpty")]
    [InlineData("-Slack -Token t -Channel ''", "ParameterEmpty")]
    [InlineData("-Slack -Token t -Channel c -ApiUrl ''", "ParameterEmpty")]
    [InlineData("-Email -SmtpServer '' -From a@b.c -To a@b.c", "ParameterEmpty")]
    [InlineData("-Email -SmtpServer m -From $null -To a@b.c", "ParameterEmpty")]
    [InlineData("-Email -SmtpServer m -From a@b.c -To @()", "ParameterEmpty")]
    [InlineData("-Email -SmtpServer m -From a@b.c -To a@b.c, ''", "ParameterEmpty")]
    [InlineData("-Email -SmtpServer m -From a@b.c -To $null", "ParameterEmpty")]
    [InlineData(Mail + " -Cc ''", "ParameterEmpty")]
    [InlineData(Mail + " -Bcc @()", "ParameterEmpty")]
    [InlineData(Mail + " -Subject ''", "ParameterEmpty")]
    [InlineData(Mail + " -SmtpCredential $null", "ParameterEmpty")]
    [InlineData(Mail + " -SmtpCredential ([pscredential]::Empty)", "ParameterEmpty")]
    [InlineData("-Webhook -Uri ''", "ParameterEmpty")]
    [InlineData("-Webhook -Uri https://example.com -SigningKey $null", "ParameterEmpty")]
    [InlineData("-Sns -TopicArn ''", "ParameterEmpty")]
    [InlineData(Topic + " -ProfileName ''", "ParameterEmpty")]
    [InlineData(Topic + " -Credential $null", "ParameterEmpty")]
    [InlineData(Topic + " -AccessKey a -SecretKey ([securestring]::new())", "ParameterEmpty")]
    [InlineData("-Console:$false", "ParameterEmpty")]
    [InlineData("-Console -Region eu-central-1", "ParameterConflict")]
    [InlineData("-Slack -WebhookUrl env:X -ProfileName a", "ParameterConflict")]
    [InlineData(Mail + " -Credential 1", "ParameterConflict")]
    [InlineData("-Slack -WebhookUrl http://example.com/kingfisher7", "NotifierInvalid")]
    [InlineData("-Slack -Token t -Channel c -ApiUrl ftp://example.com", "NotifierInvalid")]
    [InlineData("-Email -SmtpServer m -From a -To a@b.c", "NotifierInvalid")]
    [InlineData(Mail + " -Security None", "NotifierInvalid")]
    [InlineData("-Webhook -Uri kingfisher7", "NotifierInvalid")]
    [InlineData("-Sns -TopicArn topic", "NotifierInvalid")]
    [InlineData(Topic + " -AccessKey kingfisher7", "InvalidCredentialParameter")]
    [InlineData(Topic + " -Credential 1", "InvalidCredentialParameter")]
    [InlineData(Topic + " -Region nowhere", "InvalidRegion")]
    [InlineData(Topic + " -EndpointUrl nowhere", "InvalidEndpointUrl")]
    [InlineData(Topic + " -EndpointUrl http://sns.example.com", "NotifierInvalid")]
    public void Invalid_arguments_end_the_command(string arguments, string id)
    {
        var run = _session.RunToFailure($"New-CisNotifier {arguments}");

        Assert.Equal($"{id},{Command}", run.FailureId);
        Assert.Empty(run.Output);
        Assert.DoesNotContain(Canary, run.Failure!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Slack -WebhookUrl 5", "ParameterArgumentTransformationError")]
    [InlineData("-Slack -Token @{ a = 'kingfisher7' } -Channel c", "ParameterArgumentTransformationError")]
    [InlineData("-Webhook -Uri 'kingfisher7', 'b'", "ParameterArgumentTransformationError")]
    [InlineData("-Slack", "AmbiguousParameterSet")]
    [InlineData("", "AmbiguousParameterSet")]
    [InlineData("-Slack -WebhookUrl env:X -Channel c", "AmbiguousParameterSet")]
    [InlineData("-Slack -Teams -WebhookUrl env:X", "AmbiguousParameterSet")]
    [InlineData(Mail + " -Port 0", "ParameterArgumentValidationError")]
    [InlineData(Mail + " -Security ssl", "CannotConvertArgumentNoMessage")]
    public void Arguments_that_PowerShell_refuses_are_not_shown(string arguments, string id)
    {
        var run = _session.RunToFailure($"New-CisNotifier {arguments}");

        Assert.Equal($"{id},{Command}", run.FailureId);
        Assert.DoesNotContain(Canary, run.Failure!.Message, StringComparison.Ordinal);
    }

    private CisNotifier Notifier(string arguments) => (CisNotifier)_session.Run($"New-CisNotifier {arguments}").Output.Single().BaseObject;

    private static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;
}
