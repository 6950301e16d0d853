namespace RootKeyCompliance.Tests;

/// <summary>Teams: the card, and how a workflow's refusal is shown.</summary>
public sealed class TeamsTests : HttpNotifierTests
{
    [Fact]
    public async Task The_card_is_exactly_this()
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Deleted(name: "prod")], SampleDigests.Fail("111122223333"));

        var request = await TakenAsync(Services.Teams, digest);

        Assert.Equal(
            """
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},"body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"1.4 Ensure no 'root' user account access key exists","weight":"Bolder","size":"Large"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Detected 1 IAM root user(s) with access keys.","weight":"Bolder"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun",
            "text":"Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive)."}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Deleted 1 root access key(s).","weight":"Bolder"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Deleted root access key AKIA…WXYZ of account 111122223333 (prod)."}]}]}}]}
            """.ReplaceLineEndings(""),
            request.Text);
    }

    [Theory]
    [InlineData(400, "WorkflowTriggerIsNotEnabled", "is disabled", nameof(CisFaults.MessageRefused))]
    [InlineData(401, "DirectApiAuthorizationRequired", "not authenticated", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(404, "WorkflowNotFound", "does not exist", nameof(CisFaults.NotifierUnauthorized))]
    public async Task The_refusal_of_a_workflow_is_shown(int status, string code, string message, string errorId)
    {
        Services.Script(CisNotifierKind.Teams, ServiceRules.Flow(status, code, message));

        var outcome = await SendAsync(Services.Teams);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains($"(HTTP {status}: {code}: {message})", outcome.Fault!.Message, StringComparison.Ordinal);
    }
}
