using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>docs/runbooks, as it can be read: its policies and the samples that it is about.</summary>
public sealed partial class RunbookPagesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "runbooks");

    private static string[] Pages => Directory.EnumerateFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Sorted();

    [Theory]
    [InlineData("azure-automation.md")]
    [InlineData("github-actions.md")]
    [InlineData("gitlab-ci.md")]
    public void A_trust_policy_asks_for_audience_and_subject_of_the_provider_that_it_names(string page)
    {
        var policy = JsonNode.Parse(Json().Match(Read(page)).Groups["Text"].Value)!;

        var statement = Assert.Single(policy["Statement"]!.AsArray())!;
        var provider = ((string)statement["Principal"]!["Federated"]!).Split(":oidc-provider/")[1];
        Assert.Equal("sts:AssumeRoleWithWebIdentity", (string?)statement["Action"]);
        Assert.Equal($"{provider}:aud {provider}:sub", string.Join(' ', statement["Condition"]!["StringEquals"]!.AsObject().Select(each => each.Key)));
    }

    [Fact]
    public void The_audience_of_a_policy_is_that_of_the_job()
    {
        var aud = (string)YamlFile.Read("samples", "ci", "gitlab-ci.yml")["root-access-keys"]!["id_tokens"]!["AWS_TOKEN"]!["aud"]!;

        Assert.Contains($"\"gitlab.com:aud\": \"{aud}\"", Read("gitlab-ci.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_is_in_the_index_and_every_sample_on_a_page()
    {
        var index = Read("README.md");
        var all = string.Concat(Pages.Select(page => Read(page)));
        var samples = new[] { RunbookLab.Scripts, Path.Combine(Repository.Root, "samples", "ci") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Select(path => Path.GetFileName(path));

        Assert.All(Pages.Where(page => page != "README.md"), page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
        Assert.All(samples, name => Assert.Contains(name, all, StringComparison.Ordinal));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Folder, page));

    [GeneratedRegex(@"^```json\n(?<Text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Json();
}
