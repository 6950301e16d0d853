using System.Text;
using RootKeyCompliance.Connectors.Notifiers.Sns;

namespace RootKeyCompliance.Tests;

/// <summary>Digests to topics.</summary>
public sealed class SnsTests
{
    [Fact]
    public async Task A_digest_is_one_message_in_the_topics_region()
    {
        await using var lab = await SnsLab.StartAsync();

        var outcome = await lab.SendAsync(SampleDigest.Mixed);

        Assert.Null(outcome.Fault);
        Assert.Equal((1, 1, false), (outcome.Parts, outcome.PartsDelivered, outcome.IsAcceptedOnly));
        var taken = Assert.Single(lab.Topic.Published);
        Assert.Equal(Assert.Single(outcome.MessageIds), taken.MessageId);
        Assert.Equal(string.Join('\n', SampleDigest.Mixed.Messages.Select(line => line.Text)), taken.Message);
        Assert.Equal("1 root user(s) with access keys, 1 account(s) could not be checked: 1.4 Ensure no 'root' user ac...", taken.Subject);
        Assert.Equal(("sns", "eu-central-1"), Assert.Single(lab.Aws.Requests.Snapshot()) is { } request ? (request.Service, request.Region) : default);
    }

    [Fact]
    public async Task A_digest_that_is_too_long_for_one_message_comes_in_several()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleDigest.Many(4_000, "漢字");

        var outcome = await lab.SendAsync(digest);

        Assert.Null(outcome.Fault);
        Assert.True(outcome.Parts > 1, $"{outcome.Parts} part(s)");
        Assert.Equal(outcome.Parts, lab.Topic.Published.Count);
        Assert.All(lab.Topic.Published, taken => Assert.InRange(Encoding.UTF8.GetByteCount(taken.Message), 1, SnsPart.Limit));
        Assert.EndsWith($" (1 of {outcome.Parts})", lab.Topic.Published[0].Subject, StringComparison.Ordinal);
        var lines = lab.Topic.Published.SelectMany((taken, index) =>
        {
            var all = taken.Message.Split('\n');
            Assert.Equal($"{digest.Title} ({index + 1} of {outcome.Parts})", all[0]);
            return all.Skip(1);
        });
        Assert.Equal(string.Join('\n', digest.Messages.Skip(1).Select(line => line.Text)), string.Join('\n', lines));
    }

    [Fact]
    public async Task What_was_taken_before_is_not_published_again()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleDigest.Many(4_000, "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
        lab.Aws.Faults.Next("Publish", FakeFault.Delay(TimeSpan.Zero));
        lab.Aws.Faults.Next("Publish", FakeFault.AccessDenied);

        var first = await lab.SendAsync(digest);
        var rest = await lab.SendAsync(digest, first.PartsDelivered);

        Assert.Equal(("AccessDenied", 1), (first.Fault?.ErrorId, first.PartsDelivered));
        Assert.Equal((null, rest.Parts), (rest.Fault, rest.PartsDelivered));
        Assert.Equal(rest.Parts, lab.Topic.Published.Count);
        Assert.Equal(rest.Parts, lab.Topic.Published.Select(taken => taken.Message).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_FIFO_topic_gets_group_and_id_and_a_repetition_once()
    {
        await using var lab = await SnsLab.StartAsync(SnsLab.Fifo);
        var digest = SampleDigest.Short();
        lab.Aws.Faults.Next("Publish", FakeFault.ConnectionReset);

        Assert.Null((await lab.SendAsync(digest)).Fault);
        Assert.Null((await lab.SendAsync(digest.Undelivered(lab.Notifier, 0))).Fault);
        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);

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
    public async Task What_SNS_refuses_is_not_tried_again(int status, string code, string errorId)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Error(status, code, "no"));

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Equal((errorId, 1, 0), (outcome.Fault?.ErrorId, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(1, lab.Aws.Requests.CountOf("Publish"));
    }

    [Fact]
    public async Task What_may_pass_is_tried_again()
    {
        foreach (var fault in new[]
        {
            FakeFault.Throttle, FakeFault.ServiceFailure, FakeFault.ServiceUnavailable, FakeFault.ConnectionReset,
            FakeFault.Error(400, "KMSThrottling", "slow down"), FakeFault.Error(429, "TooMany", "slow down"), FakeFault.StallFor(TimeSpan.Zero),
        })
        {
            await using var lab = await SnsLab.StartAsync();
            lab.Aws.Faults.Next("Publish", fault, count: 2);

            var outcome = await lab.SendAsync(SampleDigest.Short());

            Assert.True(outcome.Fault is null, $"{fault}: {outcome.Fault}");
            Assert.Equal(3, lab.Aws.Requests.CountOf("Publish"));
            Assert.Single(lab.Topic.Published);
        }
    }

    [Theory]
    [InlineData(400, "Throttling")]
    [InlineData(429, "TooMany")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task The_wait_that_SNS_asks_for_is_kept(int status, string code)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Next("Publish", FakeFault.Error(status, code, "slow down") with { RetryAfter = "37" });

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
        Assert.Contains(TimeSpan.FromSeconds(37), ((PauseSkippingTime)lab.Time).Pauses);
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

            Assert.Equal(errorId, (await lab.SendAsync(SampleDigest.Short())).Fault?.ErrorId);
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

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Equal("MalformedResponse", outcome.Fault?.ErrorId);
        Assert.Equal(1, lab.Aws.Requests.CountOf("Publish"));
    }

    [Fact]
    public async Task The_region_can_be_said_and_then_must_be_the_topics()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.Region, "us-west-2");

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Equal("RequestRefused", outcome.Fault?.ErrorId);
        Assert.Equal("us-west-2", Assert.Single(lab.Aws.Requests.Snapshot()).Region);
    }

    [Theory]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:alerts", "SNS in cn-north-1")]
    [InlineData("arn:aws-us-gov:sns:us-gov-east-1:111122223333:alerts", "SNS in us-gov-east-1")]
    public async Task The_region_is_the_topics_whatever_its_partition(string topic, string host)
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.TopicArn, topic);

        await lab.SendAsync(SampleDigest.Short());

        Assert.Contains(lab.Log.Lines, line => line.EndsWith($"to {host}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_at_that_address()
    {
        await using var lab = await SnsLab.StartAsync();
        await lab.Aws.DisposeAsync();

        Assert.Equal("EndpointUnreachable", (await lab.SendAsync(SampleDigest.Short())).Fault?.ErrorId);
    }

    [Fact]
    public async Task No_answer_in_time()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Stall);
        var sending = lab.SendAsync(SampleDigest.Short());
        await lab.Aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);
        while (!sending.IsCompleted)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal("DeliveryTimedOut", (await sending).Fault?.ErrorId);
    }

    [Fact]
    public async Task Who_stops_is_not_kept_waiting()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Aws.Faults.Always("Publish", FakeFault.Stall);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = lab.SendAsync(SampleDigest.Short(), stop.Token);
        await lab.Aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await lab.Aws.Requests.WaitForAbortAsync("Publish", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Keys_that_the_service_repeats_are_not_repeated()
    {
        await using var lab = await SnsLab.StartAsync();
        var session = lab.Aws.MintSession("111122223333", "Alerts", "canary", DateTimeOffset.UtcNow.AddHours(1));
        lab.Notifier = SnsLab.NotifierFor(lab.Aws.Url, SnsLab.Standard, session);
        foreach (var (code, padding) in new[] { ("InvalidParameter", 0), ("AuthorizationError", 990), ("ServiceFailure", 0) })
        {
            lab.Aws.Faults.Clear();
            lab.Aws.Faults.Always("Publish", FakeFault.Error(
                code == "ServiceFailure" ? 500 : 400, code, $"{new string('x', padding)}{session.SecretKey} {session.SessionToken} {Uri.EscapeDataString(session.SessionToken!)} {session.AccessKeyId}"));

            var outcome = await lab.SendAsync(SampleDigest.Short());

            Assert.NotNull(outcome.Fault);
            foreach (var secret in new[] { session.SecretKey, session.SessionToken!, session.AccessKeyId })
            {
                Assert.DoesNotContain(secret[..Math.Min(secret.Length, 12)], lab.Said(outcome), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_credential_object_signs()
    {
        await using var lab = await SnsLab.StartAsync();
        var keys = lab.Aws.Account("111122223333").UserCredential;
        var values = new[] { NotifierSetting.TopicArn, NotifierSetting.EndpointUrl }.ToDictionary(setting => setting.Name, setting => lab.Notifier.All(setting).ToArray(), StringComparer.Ordinal);
        lab.Notifier = new CisNotifier("topic", CisNotifierKind.Sns, values) { Credential = new CountingCredentials(() => new ForeignKeys(keys.AccessKeyId, keys.SecretKey, null)) };

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
        Assert.Equal(keys.AccessKeyId, Assert.Single(lab.Aws.Requests.Snapshot()).AccessKeyId);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_no_delivery()
    {
        await using var lab = await SnsLab.StartAsync();
        lab.Notifier = lab.Notifier.With(NotifierSetting.AccessKey).With(NotifierSetting.SecretKey).With(NotifierSetting.ProfileName, "nobody");

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Equal(("ProfileNotFound", 1, 0), (outcome.Fault?.ErrorId, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(0, lab.Aws.Requests.Count);
    }

    [Theory]
    [InlineData("Zürich \r\n\t 😀 ok\u202E", "Zurich      ok")]
    [InlineData("plain", "plain")]
    public void Subjects_are_ASCII_in_one_line(string text, string subject) => Assert.Equal(subject, SnsPart.Ascii(text).TrimEnd());

    [Fact]
    public async Task Names_are_text()
    {
        await using var lab = await SnsLab.StartAsync();
        var digest = SampleDigest.Of(CisNotificationLevel.Verbose, SampleDigest.Passing("111122223333", SampleDigest.HostileName), SampleDigest.Passing("222233334444", new string('n', 10_000)));

        Assert.Null((await lab.SendAsync(digest)).Fault);

        Assert.Equal(digest.Messages.Select(line => line.Text).ToArray(), Assert.Single(lab.Topic.Published).Message.Split('\n'));
        Assert.DoesNotContain("evil", Assert.Single(lab.Topic.Published).Subject, StringComparison.Ordinal);
    }
}
