
namespace RootKeyCompliance.Tests;

/// <summary>
/// No secret of any notifier is seen anywhere, however it is given and whatever the service does: takes the message, refuses it and
/// repeats what it was told, breaks off, talks nonsense, has a certificate that nobody trusts, never answers.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SecretCanaryTests : IDisposable
{
    private const string Failed = "DeliveryFailed,RootKeyCompliance.Commands.SendCisNotificationCommand";
    private const string Account = "111122223333";
    private const int Services = 6;

    private readonly CanaryLab _lab = new();

    public void Dispose() => _lab.Dispose();

    public static TheoryData<string> Ways => new(CanaryLab.Ways);

    public static TheoryData<string, string> Echoes => new(
        Echo.FormsAndEvery.Select(form => ("text", form)).Concat(CanaryLab.Ways.Skip(1).Select(way => (way, Echo.Every))));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_message_that_is_taken_shows_no_secret(string way)
    {
        await using var web = await FakeServices.StartAsync(on: request => IsSlackApi(request) ? Json(200, """{"ok":true,"ts":"1.2"}""")
            : new FakeAnswer(request.Kind == CisNotifierKind.Slack ? 200 : 202, "ok"));
        await using var mail = new ScriptedSmtpServer(new SmtpScript { Login = ("alerts", _lab.MailPassword.Text) });
        await using var aws = await StartAwsAsync();

        var run = _lab.Run(way, Destinations.Of(web, mail, aws.Url));

        Assert.Empty(run.ErrorIds);
        Assert.Equal((4, 1, 1), (web.Requests.Count, mail.Mails.Count, aws.Topic(SnsLab.Standard).Published.Count));
        AssertNothingShown(run);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_service_that_repeats_what_it_was_told_is_not_repeated(string way, string form)
    {
        await using var web = await FakeServices.StartAsync(on: request => Refusal(request, form));
        await using var mail = new ScriptedSmtpServer(new SmtpScript
        {
            Login = ("alerts", "another"),
            On = (heard, _) => heard.StartsWith("AUTH", StringComparison.Ordinal)
                ? new SmtpAnswer($"535 5.7.8 {Echo.Of(form, [_lab.MailPassword.Text])}") : null,
        });
        await using var aws = await StartAwsAsync();
        var keys = Echo.Of(form, [_lab.SecretKey.Text, _lab.SessionToken.Text]);
        aws.Faults.Always("Publish", FakeFault.Error(400, "InvalidParameter", $"{keys} {_lab.AccessKey.Text}"));

        var run = _lab.Run(way, Destinations.Of(web, mail, aws.Url));

        AssertAllFailed(run);
        AssertNothingShown(run);
    }

    /// <summary>A reset, an answer that is none, and then a refusal, so that the real pauses between attempts are short.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("env:")]
    public async Task A_connection_that_breaks_and_an_answer_that_is_none_show_no_secret(string way)
    {
        await using var slack = Nonsense(_lab.SlackPath);
        await using var slackApi = Nonsense(_lab.SlackToken);
        await using var teams = Nonsense(_lab.TeamsSignature);
        await using var hook = Nonsense(_lab.HookPath, _lab.HookQuery, _lab.SigningKey);
        await using var sns = Nonsense(_lab.SecretKey, _lab.SessionToken);
        var password = Echo.Of(Echo.Every, [_lab.MailPassword.Text]);
        await using var mail = new RawServer(listensFirst: false, null, $"nonsense {password}\r\n", $"554 {password}\r\n");

        var run = _lab.Run(way, new Destinations(slack.Url, slackApi.Url, teams.Url, hook.Url, mail.Port, sns.Url));

        AssertAllFailed(run);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_shows_no_secret()
    {
        await using var web = await FakeServices.StartAsync(TestCertificates.Localhost);
        await using var mail = new ScriptedSmtpServer(new SmtpScript { Security = CisMailSecurity.Tls, Login = ("alerts", "another") });
        await using var aws = await StartAwsAsync();

        var run = _lab.Run("text", Destinations.Of(web, mail, aws.Url) with { MailSecurity = CisMailSecurity.Tls });

        // SNS has been told: what its library makes of such a certificate is tried again, and is in the tests below.
        Assert.Equal(Services - 1, run.ErrorIds.Count);
        Assert.Empty(web.Requests);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task Services_that_never_answer_show_no_secret_to_who_has_waited_long_enough()
    {
        await using var web = await FakeServices.StartAsync(on: _ => new FakeAnswer { Until = Never });
        await using var mail = SilentMail();
        await using var aws = await StartAwsAsync();
        aws.Faults.Always("Publish", FakeFault.Stall);
        using var running = _lab.Start("text", Destinations.Of(web, mail, aws.Url));
        await EverybodyIsWaitedForAsync(web, mail, aws);

        running.Stop();

        AssertNothingShown(running.Wait(TimeSpan.FromSeconds(10)));
    }

    /// <summary>To the end of all attempts, on a clock of the test's own: the module has no parameter for it.</summary>
    [Fact]
    public async Task A_delivery_that_times_out_shows_no_secret()
    {
        await using var web = await FakeServices.StartAsync(on: _ => new FakeAnswer { Until = Never });
        await using var mail = SilentMail();
        await using var aws = await StartAwsAsync();
        aws.Faults.Always("Publish", FakeFault.Stall);
        var time = new PauseSkippingTime();
        var sending = DeliverAsync(_lab.Notifiers(Destinations.Of(web, mail, aws.Url)), time);
        await EverybodyIsWaitedForAsync(web, mail, aws);
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.All(await sending, errorId => Assert.Equal("DeliveryTimedOut", errorId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task A_connection_that_always_breaks_shows_no_secret(string? answer)
    {
        var secrets = _lab.All.Where(canary => canary != _lab.AccessKey).Select(canary => canary.Text);
        var echo = answer is null ? null : $"{answer} {Echo.Of(Echo.Every, secrets)}\r\n";
        await using var server = new RawServer(listensFirst: true, echo);
        await using var mail = new RawServer(listensFirst: false, echo);

        var errorIds = await DeliverAsync(
            _lab.Notifiers(new Destinations(server.Url, server.Url, server.Url, server.Url, mail.Port, server.Url)), new PauseSkippingTime());

        Assert.All(errorIds, errorId => Assert.True(errorId is "NotifierUnreachable" or "EndpointUnreachable", errorId));
    }

    [Fact]
    public async Task A_certificate_that_SNS_cannot_have_shows_no_secret()
    {
        await using var web = await FakeServices.StartAsync(TestCertificates.Localhost);
        await using var mail = SilentMail();
        var notifiers = _lab.Notifiers(Destinations.Of(web, mail, web.Url));

        var errorIds = await DeliverAsync([notifiers.Single(notifier => notifier.Kind == CisNotifierKind.Sns)], new PauseSkippingTime());

        Assert.Equal(["EndpointUnreachable"], errorIds);
    }

    [Fact]
    public async Task A_host_shows_no_secret()
    {
        await using var web = await FakeServices.StartAsync(on: request => Refusal(request, Echo.Every));
        await using var mail = new ScriptedSmtpServer(new SmtpScript { Login = ("alerts", "another") });
        await using var aws = await StartAwsAsync();
        var keys = Echo.Of(Echo.Every, [_lab.SecretKey.Text, _lab.SessionToken.Text]);
        aws.Faults.Always("Publish", FakeFault.Error(400, "InvalidParameter", keys));

        var shown = await _lab.RunInHostAsync(Destinations.Of(web, mail, aws.Url));

        Assert.Equal(Services, shown.Error.Split("Send-CisNotification:").Length - 1);
        Shown.AssertNone([("a host's output", shown.Output), ("a host's errors", shown.Error)], _lab.All);
    }

    private static Task Never => new TaskCompletionSource().Task;

    private static ScriptedSmtpServer SilentMail() => new(new SmtpScript
    {
        Login = ("alerts", "another"),
        On = (heard, _) => heard.StartsWith("AUTH", StringComparison.Ordinal) ? SmtpAnswer.Hang : null,
    });

    private static async Task EverybodyIsWaitedForAsync(FakeServices web, ScriptedSmtpServer mail, FakeAws aws)
    {
        for (var request = 0; request < Services - 2; request++)
        {
            await web.NextRequestAsync(TestContext.Current.CancellationToken);
        }

        await mail.Hanging.WaitAsync(TestContext.Current.CancellationToken);
        await aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);
    }

    /// <summary>Sends to all at the same time, and looks for secrets in the outcomes and in what is told meanwhile.</summary>
    /// <returns>The error ids.</returns>
    private async Task<IReadOnlyList<string?>> DeliverAsync(IReadOnlyList<CisNotifier> notifiers, TimeProvider time)
    {
        var log = new ActivityLog();
        var outcomes = await Task.WhenAll(notifiers.Select(notifier => Delivery.SendAsync(
            notifier, SampleDigests.Small, TestContext.Current.CancellationToken, time, log)));
        Shown.AssertNone(
            [
                .. outcomes.Select(outcome => ("outcome", $"{outcome} {outcome.Fault} {outcome.Fault?.RecommendedAction}")),
                .. log.Lines.Select(line => ("log", line)),
            ],
            _lab.All);
        return [.. outcomes.Select(outcome => outcome.Fault?.ErrorId)];
    }

    private static void AssertAllFailed(SessionRun run)
    {
        Assert.Equal(Services, run.ErrorIds.Count);
        Assert.All(run.ErrorIds, id => Assert.Equal(Failed, id));
    }

    private void AssertNothingShown(SessionRun run)
    {
        Assert.NotEmpty(run.Verbose);
        Shown.AssertNone(Shown.By(run, _lab.Session), _lab.All);
    }

    private static RawServer Nonsense(params Canary[] canaries)
    {
        var echo = Echo.Of(Echo.Every, canaries.Select(canary => canary.Text));
        return new RawServer(
            listensFirst: true, null, $"nonsense {echo}\r\n{echo}\r\n\r\n", $"HTTP/1.1 200 OK\r\n{echo}\r\n\r\n", RawServer.Http(400, echo));
    }

    private async Task<FakeAws> StartAwsAsync()
    {
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Account)], Topics = [new FakeTopic(SnsLab.Standard)] },
            TestContext.Current.CancellationToken);
        var caller = new FakeCredential(_lab.AccessKey.Text, _lab.SecretKey.Text, Account, FakePrincipal.User("auditor"));
        aws.Add(caller with { SessionToken = _lab.SessionToken.Text });
        return aws;
    }

    private FakeAnswer Refusal(ServiceRequest request, string form)
    {
        string[] known = request.Kind switch
        {
            CisNotifierKind.Slack when IsSlackApi(request) => [_lab.SlackToken.Text, request.Headers["Authorization"]],
            CisNotifierKind.Slack => [_lab.SlackPath.Text, request.Path],
            CisNotifierKind.Teams => [_lab.TeamsSignature.Text, request.Path],
            _ => [_lab.HookPath.Text, _lab.HookQuery.Text, _lab.SigningKey.Text, request.Path, request.Headers["webhook-signature"]],
        };
        var echo = Echo.Of(form, known);
        return IsSlackApi(request) ? Json(200, $$"""{"ok":false,"error":{{Echo.AsJson(form, echo)}},"ts":{{Echo.AsJson(form, echo)}}}""")
            : request.Kind == CisNotifierKind.Teams ? Json(400, $$$"""{"error":{"code":"Refused","message":{{{Echo.AsJson(form, echo)}}}}}""")
            : new FakeAnswer(400, echo);
    }

    private static bool IsSlackApi(ServiceRequest request) => request.Path.StartsWith("/api/", StringComparison.Ordinal);

    private static FakeAnswer Json(int status, string body) => new(status, body) { ContentType = "application/json" };
}
