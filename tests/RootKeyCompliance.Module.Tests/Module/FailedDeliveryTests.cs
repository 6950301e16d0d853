namespace RootKeyCompliance.Tests;

public sealed class FailedDeliveryTests : IAsyncLifetime
{
    private const string Failed = "DeliveryFailed,RootKeyCompliance.Commands.SendCisNotificationCommand";

    private readonly ModuleSession _session = ModuleSession.Open();
    private FakeServices _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        _session.With("hook", _services.Webhook).With("findings", SampleDigests.OneOfEach);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public void The_findings_are_passed_on_even_if_the_error_stops_the_script()
    {
        Refuse();

        var run = _session.RunToFailure("$findings | Send-CisNotification $hook -PassThru -ErrorAction Stop");

        Assert.Equal(Failed, run.FailureId);
        Assert.Equal(4, run.Findings.Count);
    }

    /// <summary>The engine forgets an error that is to stop a pipeline which has been stopped already: then it is a warning.</summary>
    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("-ErrorAction Stop", 0, 1)]
    public void The_failure_is_written_although_the_next_command_takes_only_the_first_finding(string arguments, int errors, int warnings)
    {
        Refuse();

        var run = _session.Run($"$findings | Send-CisNotification $hook -PassThru {arguments} | Select-Object -First 1");

        Assert.Equal(Enumerable.Repeat(Failed, errors), run.ErrorIds, StringComparer.Ordinal);
        Assert.Equal(warnings, run.Warnings.Count);
        Assert.Single(run.Findings);
        Assert.Null(run.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ErrorAction Stop")]
    public void An_exception_of_the_next_command_is_not_hidden_by_the_failure(string arguments)
    {
        Refuse();

        var run = _session.RunToFailure($"$findings | Send-CisNotification $hook -PassThru {arguments} | ForEach-Object {{ throw 'downstream' }}");

        Assert.Equal("downstream", run.FailureId);
    }

    [Fact]
    public async Task A_pipeline_passes_its_findings_on_before_it_writes_the_failure()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey("111122223333"));
        lab.Session.With("hook", _services.Webhook);
        Refuse(2);

        var run = lab.Session.RunToFailure("Invoke-CisPipeline cis_v400_1_4 @aws -Notifier $hook -PassThru -ErrorAction Stop");
        var first = lab.Session.Run("Invoke-CisPipeline cis_v400_1_4 @aws -Notifier $hook -PassThru | Select-Object -First 1");

        Assert.Equal("DeliveryFailed,RootKeyCompliance.Commands.InvokeCisPipelineCommand", run.FailureId);
        Assert.Single(run.Findings);
        Assert.Equal(["DeliveryFailed,RootKeyCompliance.Commands.InvokeCisPipelineCommand"], first.ErrorIds);
        Assert.Single(first.Findings);
    }

    [Fact]
    public async Task The_error_of_an_account_comes_before_that_of_the_notifier()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied("111122223333"));
        lab.Session.With("hook", _services.Webhook);
        Refuse(2);

        var run = lab.Session.Run("Invoke-CisPipeline cis_v400_1_4 @aws -Notifier $hook");
        var stopped = lab.Session.RunToFailure("Invoke-CisPipeline cis_v400_1_4 @aws -Notifier $hook -ErrorAction Stop");

        Assert.Equal("AccessDenied DeliveryFailed", string.Join(' ', run.ErrorIds.Select(id => id.Split(',')[0])));
        Assert.Equal("AccessDenied,RootKeyCompliance.Commands.InvokeCisPipelineCommand", stopped.FailureId);
    }

    [Fact]
    public void The_recommended_action_of_each_error_sends_all_failed_digests_again()
    {
        _session.With("other", _services.Webhook.With(NotifierSetting.WebhookAddress, $"{_services.Url}/hook?key=other"));
        Refuse(2);

        var run = _session.Run("$findings | Send-CisNotification $hook, $other -ErrorVariable failed");
        Assert.Equal([Failed, Failed], run.ErrorIds);
        foreach (var advice in run.Errors.Select(error => error.ErrorDetails.RecommendedAction))
        {
            var before = _services.Requests.Count;
            Assert.Empty(_session.Run(advice[advice.IndexOf('$', StringComparison.Ordinal)..]).Errors);
            Assert.Equal(
                ["/hook?key=canary-webhook-query-24", "/hook?key=other"],
                _services.Requests.Skip(before).Select(request => request.Path).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }

        Assert.Empty(_session.Run("$Error[0].TargetObject | Send-CisNotification").Errors);
        Assert.Equal("/hook?key=other", _services.Requests[^1].Path);
    }

    [Fact]
    public async Task Errors_of_deliveries_are_sent_again_and_those_of_accounts_are_ignored()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied("111122223333"));
        lab.Session.With("hook", _services.Webhook);
        Refuse(1);
        lab.Session.Run("Invoke-CisPipeline cis_v400_1_4 @aws -Notifier $hook -ErrorVariable failed -ErrorAction SilentlyContinue");
        var before = _services.Requests.Count;

        var run = lab.Session.Run("$failed.Count; $failed | Send-CisNotification");

        Assert.Equal("2", Assert.Single(run.Texts));
        Assert.Empty(run.Errors);
        Assert.Equal(before + 1, _services.Requests.Count);
    }

    [Fact]
    public void Findings_and_removals_in_one_argument_are_one_digest()
    {
        _session.With("objects", SampleDigests.OneOfEach.Concat<object>(SampleRemovals.OneOfEach).ToArray());

        var run = _session.Run("Send-CisNotification -InputObject $objects -Notifier $hook");

        Assert.Empty(run.Errors);
        Assert.Single(_services.Requests);
    }

    [Fact]
    public void A_receipt_keeps_the_number_of_parts_when_sending_again_fails_at_once()
    {
        _session.With("reference", _services.Webhook.With(NotifierSetting.WebhookAddress, "vault:hook")).With("secret", _services.Webhook.Text(NotifierSetting.WebhookAddress))
            .With("many", SampleDigests.Failing(700)).Run("function Get-Secret { $secret }");
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(202), new FakeAnswer(400, "no"));

        _session.Run("$many | Send-CisNotification $reference -ErrorVariable failed");
        var run = _session.Run("$secret = $null; $failed.TargetObject | Send-CisNotification -ErrorVariable failed");
        var again = _session.Run("$failed.TargetObject | Send-CisNotification");

        Assert.All([run, again], sent =>
        {
            var receipt = Assert.IsType<CisDelivery>(Assert.Single(sent.Information).MessageData);
            Assert.Equal(("SettingUnavailable", 1, 3), (receipt.ErrorId, receipt.PartsDelivered, receipt.Parts));
        });
    }

    private void Refuse(int requests = 1) => _services.Script(CisNotifierKind.Webhook, [.. Enumerable.Repeat(new FakeAnswer(400, "no"), requests)]);
}
