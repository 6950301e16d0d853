using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>The examples that are no commands.</summary>
public sealed class DataExampleTests
{
    // hcl is what Flowpipe and Steampipe read, ini AWS's profiles, and blocks without a name are only shown: no test reads these. Those of the runbooks'
    // pages have tests of their own.
    private static readonly string[] Languages = ["", "bash", "hcl", "ini", "json", "powershell", "sh"];

    public static TheoryData<string, int> Json
        => [.. DocumentedExample.Pages().SelectMany(page => JsonOf(page).Select((_, index) => new TheoryDataRow<string, int>(page, index)))];

    [Fact]
    public void Each_block_is_of_a_language_that_is_known_here()
    {
        var others = DocumentedExample.Pages().SelectMany(page => DocumentedExample.Of(page).Select(example => $"{page}: {example.Language}"))
            .Where(each => !Languages.Contains(each.Split(": ")[1], StringComparer.Ordinal) && !each.StartsWith("docs/runbooks/", StringComparison.Ordinal));

        Assert.Empty(others);
    }

    [Theory]
    [MemberData(nameof(Json))]
    public void Json_parses_and_a_policy_has_what_a_policy_needs(string page, int index)
    {
        using var document = JsonDocument.Parse(JsonOf(page)[index]);
        foreach (var statement in Statements(document.RootElement))
        {
            Assert.True(statement.GetProperty("Effect").GetString() is "Allow" or "Deny");
            Assert.True(statement.TryGetProperty("Action", out _));
            Assert.True(statement.TryGetProperty("Resource", out _) || statement.TryGetProperty("Principal", out _));
        }
    }

    [Fact]
    public async Task The_configuration_is_read_as_it_stands()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("config.json", Assert.Single(JsonOf("docs/configuration.md")));

        var run = await ModuleProcess.RunAsync(
            "Get-CisNotifier | ForEach-Object { \"$($_.Name) $($_.Kind) $($_.Target)\" }", ("ROOTKEYCOMPLIANCE_CONFIG", path));

        Assert.Equal(["default Slack env:SLACK_WEBHOOK_URL", "security Teams vault:teams-security", "security Email security@example.com"], run.Lines);
    }

    private static List<string> JsonOf(string page) => [.. DocumentedExample.Of(page).Where(example => example.Language == "json").Select(example => example.Code)];

    private static List<JsonElement> Statements(JsonElement root)
        => root.ValueKind is not JsonValueKind.Object ? []
            : root.TryGetProperty("Statement", out var statements) ? [.. statements.EnumerateArray()]
            : root.TryGetProperty("Effect", out _) ? [root]
            : [];
}
