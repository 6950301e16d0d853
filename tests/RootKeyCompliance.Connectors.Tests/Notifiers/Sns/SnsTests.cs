using System.Text;
using RootKeyCompliance.Connectors.Notifiers.Sns;

namespace RootKeyCompliance.Tests;

/// <summary>Digests to topics.</summary>
public sealed class SnsTests
{
    [Theory]
    [InlineData(CisNotificationLevel.Info, true, false, "1 root user(s) with access keys, 1 account(s) could not be checked: 1.4 Ensure no 'root' user ac...")]
    [InlineData(CisNotificationLevel.Info, false, true, "1 root access key(s) deleted, 1 key(s) could not be deleted: 1.4 Ensure no 'root' user account a...")]
    [InlineData(CisNotificationLevel.Error, false, true, "1 key(s) could not be deleted: 1.4 Ensure no 'root' user account access key exists")]
    public async Task A_digest_is_one_message_in_the_region_of_the_topic(CisNotificationLevel level, bool hasFindings, bool hasRemovals, string subject)
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(level, hasRemovals ? SampleRemovals.OneOfEach : [], hasFindings ? SampleDigests.OneOfEach : []);

        var outcome = await lab.SendAsync(digest);

        Assert.Null(outcome.Fault);
        Assert.Equal((1, 1, false), (outcome.Parts, outcome.PartsDelivered, outcome.IsAcceptedOnly));
        var taken = Assert.Single(lab.Topic.Published);
        Assert.Equal(Assert.Single(outcome.MessageIds), taken.MessageId);
        Assert.Equal(string.Join('\n', digest.Messages.Select(line => line.Text)), taken.Message);
        Assert.Equal(subject, taken.Subject);
        var request = Assert.Single(lab.Aws.Requests.Snapshot());
        Assert.Equal(("sns", "eu-central-1"), (request.Service, request.Region));
    }

    [Fact]
    public async Task Thousands_of_lines_are_a_few_messages_and_none_is_lost()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(4_000, "漢字"), SampleDigests.Failing(2_000));

        var outcome = await lab.SendAsync(digest);

        Assert.Null(outcome.Fault);
        var taken = lab.Topic.Published;
        Assert.InRange(taken.Count, 2, 4);
        Assert.Equal(outcome.Parts, taken.Count);
        Assert.All(taken, message => Assert.InRange(Encoding.UTF8.GetByteCount(message.Message), 1, SnsPart.Limit));
        Assert.All(taken, message => Assert.InRange(message.Subject!.Length, 1, 99));
        Assert.EndsWith($" (1 of {outcome.Parts})", taken[0].Subject, StringComparison.Ordinal);
        Assert.Equal(
            digest.Messages.Skip(1).Select(line => line.Text), taken.SelectMany(message => message.Message.Split('\n').Skip(1)), StringComparer.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, outcome.Parts).Select(part => $"{SampleDigests.Title} ({part} of {outcome.Parts})"),
            taken.Select(message => message.Message.Split('\n')[0]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_delivery_continues_after_the_messages_that_were_taken()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(8_000));
        lab.Aws.Faults.Next("Publish", FakeFault.Delay(TimeSpan.Zero));
        lab.Aws.Faults.Next("Publish", FakeFault.AccessDenied);

        var first = await lab.SendAsync(digest);
        var rest = await lab.SendAsync(digest, first.PartsDelivered);

        Assert.Equal(("AccessDenied", 1), (first.Fault?.ErrorId, first.PartsDelivered));
        Assert.Equal((null, rest.Parts), (rest.Fault, rest.PartsDelivered));
        Assert.Equal(rest.Parts, lab.Topic.Published.Select(taken => taken.Message).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(rest.Parts, lab.Topic.Published.Count);
    }

    [Fact]
    public async Task A_FIFO_topic_takes_a_repeated_digest_once()
    {
        await using var lab = await SnsLab.StartAsync(SnsLab.Fifo);
        var digest = SampleDigests.Small;
        lab.Aws.Faults.Next("Publish", FakeFault.ConnectionReset);

        Assert.Null((await lab.SendAsync(digest)).Fault);
        Assert.Null((await lab.SendAsync(digest.Undelivered(lab.Notifier, 0))).Fault);
        Assert.Null((await lab.SendAsync(SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.OneOfEach))).Fault);

        Assert.Equal(4, lab.Aws.Requests.CountOf("Publish"));
        Assert.Equal(2, lab.Topic.Published.Count);
        Assert.All(lab.Topic.Published, taken => Assert.Equal("cis_v400_1_4", taken.GroupId));
    }

    [Theory]
    [InlineData(403, "AuthorizationError", "AccessDenied")]
    [InlineData(403, "AccessDenied", "AccessDenied")]
    [InlineData(404, "NotFound", "TopicNotFound")]
    [InlineData(400, "InvalidParameter", "RequestRefused")]
    [InlineData(400, "KMSAccessDenied", "AccessDenied")]
    [InlineData(400, "KMSDisabled", "RequestRefused")]
    [InlineData(403, "InvalidClientTokenId", "InvalidCredentials")]
    [InlineData(403, "ExpiredToken", "ExpiredCredentials")]
    [InlineData(403, "SignatureDoesNotMatch", "InvalidCredentials")]
    [InlineData(413, "", "RequestRefused")]
    public async Task A_refusal_is_not_tried_again(int status, string code, string errorId)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Error(status, code, "no"));

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal((errorId, 1, 0), (outcome.Fault?.ErrorId, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(1, lab.Aws.Requests.CountOf("Publish"));
    }

    [Fact]
    public async Task A_temporary_failure_is_tried_again()
    {
        foreach (var fault in new[]
        {
            FakeFault.Throttle, FakeFault.ServiceFailure, FakeFault.ServiceUnavailable, FakeFault.ConnectionReset,
            FakeFault.Error(400, "KMSThrottling", "slow down"), FakeFault.Error(429, "TooMany", "slow down"), FakeFault.StallFor(TimeSpan.Zero),
        })
        {
            await using var lab = await SnsLab.StartAsync();
            lab.Aws.Faults.Next("Publish", fault, count: 2);

            var outcome = await lab.SendAsync(SampleDigests.Small);

            Assert.True(outcome.Fault is null, $"{fault}: {outcome.Fault}");
            Assert.Equal(3, lab.Aws.Requests.CountOf("Publish"));
            Assert.Single(lab.Topic.Published);
        }
    }

    [Theory]
    [InlineData(400, "Throttling")]
    [InlineData(429, "TooMany")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Retry_After_is_honoured(int status, string code)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Next("Publish", FakeFault.Error(status, code, "slow down") with { RetryAfter = "37" });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Contains(TimeSpan.FromSeconds(37), lab.Time.Pauses);
    }

    [Fact]
    public async Task Retries_come_to_an_end()
    {
        foreach (var (fault, errorId) in new[]
        {
            (FakeFault.Throttle, "Throttled"), (FakeFault.ServiceFailure, "ServiceFailure"), (FakeFault.ConnectionReset, "EndpointUnreachable"),
        })
        {
            await using var lab = await SnsLab.StartAsync();
            lab.Aws.Faults.Always("Publish", fault);

            Assert.Equal(errorId, (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
            Assert.Equal(5, lab.Aws.Requests.CountOf("Publish"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_was_taken_is_not_published_twice_for_a_damaged_answer(bool isCut)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Next("Publish", isCut ? FakeFault.Respond(200, "<html>hello</html>", "text/html") : FakeFault.MalformedBody);

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("MalformedResponse", outcome.Fault?.ErrorId);
        Assert.Equal(1, lab.Aws.Requests.CountOf("Publish"));
    }

    [Fact]
    public async Task A_region_that_is_not_that_of_the_topic_is_refused()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.Region, "us-west-2");

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("RequestRefused", outcome.Fault?.ErrorId);
        Assert.Equal("us-west-2", Assert.Single(lab.Aws.Requests.Snapshot()).Region);
    }

    [Theory]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:alerts", "SNS in cn-north-1")]
    [InlineData("arn:aws-us-gov:sns:us-gov-east-1:111122223333:alerts", "SNS in us-gov-east-1")]
    public async Task The_region_is_that_of_the_topic_in_every_partition(string topic, string host)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.TopicArn, topic);

        await lab.SendAsync(SampleDigests.Small);

        Assert.Contains(lab.Log.Lines, line => line.EndsWith($"to {host}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_without_a_server_is_unreachable()
    {
        await using var lab = await SnsLab.StartAsync();
        await lab.Aws.DisposeAsync();

        Assert.Equal("EndpointUnreachable", (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
    }

    [Fact]
    public async Task A_service_that_never_answers_times_out()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Stall);
        var sending = lab.SendAsync(SampleDigests.Small);
        await lab.Aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);

        var outcome = await lab.Time.PassAsync(sending, TimeSpan.FromSeconds(31));

        Assert.Equal("DeliveryTimedOut", outcome.Fault?.ErrorId);
    }

    [Fact]
    public async Task A_cancelled_delivery_ends_at_once()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Stall);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = lab.SendAsync(SampleDigests.Small, stop.Token);
        await lab.Aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await lab.Aws.Requests.WaitForAbortAsync("Publish", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_keys_of_a_credential_object_sign()
    {
        await using var lab = await SnsLab.StartAsync();
        var keys = lab.Aws.Account("111122223333").UserCredential;
        var values = new[] { NotifierSetting.TopicArn, NotifierSetting.EndpointUrl }.ToDictionary(setting => setting.Name, setting => lab.Notifier.All(setting).ToArray(), StringComparer.Ordinal);
        lab.Notifier = new CisNotifier("topic", CisNotifierKind.Sns, values) { Credential = new CountingCredentials(() => new ForeignKeys(keys.AccessKeyId, keys.SecretKey, null)) };

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Equal(keys.AccessKeyId, Assert.Single(lab.Aws.Requests.Snapshot()).AccessKeyId);
    }

    [Fact]
    public async Task A_missing_profile_ends_the_delivery()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.AccessKey).With(NotifierSetting.SecretKey).With(NotifierSetting.ProfileName, "nobody");

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal(("ProfileNotFound", 1, 0), (outcome.Fault?.ErrorId, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(0, lab.Aws.Requests.Count);
    }

    [Theory]
    [InlineData("Zürich \r\n\t 😀 ok\u202E", "Zurich      ok")]
    [InlineData("plain", "plain")]
    public void Subjects_are_ASCII_in_one_line(string text, string subject) => Assert.Equal(subject, SnsPart.Ascii(text).TrimEnd());

    [Fact]
    public async Task A_hostile_name_is_one_line_of_the_message_and_not_in_the_subject()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleRemovals.Digest(
            CisNotificationLevel.Verbose, HostileNames.All.Select(name => SampleRemovals.Deleted(name: name)),
            HostileNames.All.Select(name => SampleDigests.Pass("111122223333", name)));

        Assert.Null((await lab.SendAsync(digest)).Fault);

        var taken = Assert.Single(lab.Topic.Published);
        Assert.Equal(digest.Messages.Select(line => line.Text), taken.Message.Split('\n'), StringComparer.Ordinal);
        Assert.DoesNotContain(taken.Message, character => char.IsControl(character) && character != '\n');
        Assert.StartsWith("0 root user(s) with access keys, 6 root access key(s) deleted: 1.4 ", taken.Subject, StringComparison.Ordinal);
    }
}
