
namespace RootKeyCompliance.Tests;

/// <summary>Teams: the envelope, its size, and what workflows say when they do not take it.</summary>
public sealed class TeamsTests : IAsyncLifetime
{
    private FakeServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_card_is_exactly_this()
    {
        await Delivery.SendAsync(_services.Teams, SampleDigests.Of(CisNotificationLevel.Info, [SampleDigests.Fail("111122223333")]), Token);

        Assert.Equal(
            """
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},"body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"1.4 Ensure no 'root' user account access key exists","weight":"Bolder","size":"Large"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Detected 1 IAM root user(s) with access keys.","weight":"Bolder"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun",
            "text":"Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive)."}]}]}}]}
            """.ReplaceLineEndings(""),
            Assert.Single(_services.Requests).Text);
    }

    [Fact]
    public async Task Five_hundred_accounts_are_a_few_cards()
    {
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(500));

        var outcome = await Delivery.SendAsync(_services.Teams, notification, Token);

        Assert.Null(outcome.Fault);
        Assert.InRange(_services.Requests.Count, 2, 5);
        Assert.All(_services.Requests, request => Assert.InRange(request.Body.Length, 1, 27_000));
        Assert.Equal(SampleDigests.LinesOf(notification), _services.Requests.SelectMany(request => request.Lines), StringComparer.Ordinal);
        Assert.Equal($"{SampleDigests.Title} (2 of {outcome.Parts})", _services.Requests[1].Header);
    }

    [Theory]
    [InlineData("{{DATE(2017-02-14T06:08:39Z, SHORT)}}")]
    [InlineData("{{{TIME(2017-02-14T06:08:39Z)}}}")]
    public async Task No_run_holds_what_cards_replace(string name)
    {
        await Delivery.SendAsync(_services.Teams, SampleDigests.Of(CisNotificationLevel.Verbose, [SampleDigests.Pass("111122223333", name)]), Token);

        var request = Assert.Single(_services.Requests);
        Assert.DoesNotContain("{{", request.Text, StringComparison.Ordinal);
        Assert.Contains(name, request.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "WorkflowTriggerIsNotEnabled", "is disabled", nameof(CisFaults.MessageRefused))]
    [InlineData(401, "DirectApiAuthorizationRequired", "not authenticated", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(404, "WorkflowNotFound", "does not exist", nameof(CisFaults.NotifierUnauthorized))]
    public async Task What_a_workflow_says_is_shown(int status, string code, string message, string errorId)
    {
        _services.Script(CisNotifierKind.Teams, ServiceRules.Flow(status, code, message));

        var outcome = await Delivery.SendAsync(_services.Teams, SampleDigests.Small, Token);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains($"(HTTP {status}: {code}: {message})", outcome.Fault!.Message, StringComparison.Ordinal);
    }
}
