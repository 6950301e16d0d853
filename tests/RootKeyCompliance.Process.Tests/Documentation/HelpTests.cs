using System.Management.Automation;
using System.Text.RegularExpressions;
using RootKeyCompliance.Help;

namespace RootKeyCompliance.Tests;

/// <summary>Get-Help, as it comes from docs/: each cmdlet and parameter has its page, each page its cmdlet.</summary>
public sealed partial class HelpTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");
    private static readonly IReadOnlyList<CmdletInfo> Commands = ModuleCommands.Read(Repository.Manifest);
    private static readonly Topics Topics = Topics.Find(Docs, Commands.Select(command => command.Name));

    public static TheoryData<string> Cmdlets => [.. Commands.Select(command => command.Name)];

    [Fact]
    public void Each_page_that_is_named_as_a_cmdlet_has_one_and_each_cmdlet_a_page()
    {
        var pages = Directory.EnumerateFiles(Docs, "*-*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => CmdletName().IsMatch(name)).Sorted();

        Assert.Equal(Commands.Select(command => command.Name).ToArray(), pages);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Get_Help_shows_the_whole_page(string cmdlet)
    {
        using var session = ModuleSession.Open();
        var page = CommandPage.Read(Path.Combine(Docs, $"{cmdlet}.md"), Topics);

        var help = session.Run("Get-Help $args[0] -Full", cmdlet).Output.Single();

        Assert.Equal(page.Synopsis, Text(help, "Synopsis"));
        var examples = Items(help, "examples", "example");
        Assert.Equal(page.Examples.Count, examples.Count);
        Assert.All(page.Examples.Zip(examples), each => Assert.Equal(each.First.Code, Text(each.Second, "code")));
        string[] description = [.. Items(help, "description").Select(paragraph => Text(paragraph, "Text").TrimEnd('\n'))];
        Assert.Equal([.. page.Description.DefaultIfEmpty(new Paragraph(page.Synopsis)).Select(paragraph => paragraph.Text)], description);
        Assert.NotEmpty(Items(help, "returnValues", "returnValue"));
        var notes = string.Join('\n', Items(help, "alertSet", "alert").Select(alert => Text(alert, "Text"))).ReplaceLineEndings("\n");
        Assert.All(page.Notes, note => Assert.Contains(note.Text, notes, StringComparison.Ordinal));
        Assert.Equal([.. page.Links], Items(help, "relatedLinks", "navigationLink").Select(link => Text(link, "linkText")).ToArray());
        foreach (var section in Heading().Matches(DocumentedExample.Blocks().Replace(DocumentedExample.Read($"docs/{cmdlet}.md"), "")).Select(match => match.Groups["title"].Value).Except(["Parameters", "Examples"], StringComparer.Ordinal))
        {
            Assert.Contains(section.ToUpperInvariant(), notes + string.Join('\n', description), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Each_parameter_is_described_as_it_is(string cmdlet)
    {
        using var session = ModuleSession.Open();
        var command = Commands.Single(each => each.Name == cmdlet);

        var parameters = Items(session.Run("Get-Help $args[0] -Full", cmdlet).Output.Single(), "parameters", "parameter");

        Assert.Equal(
            command.Parameters.Keys.Except(Cmdlet.CommonParameters, StringComparer.Ordinal).Sorted(),
            parameters.Select(parameter => Text(parameter, "name")).Sorted());
        foreach (var parameter in parameters)
        {
            var known = command.Parameters[Text(parameter, "name")];
            Assert.NotEmpty(Text(Items(parameter, "description").Single(), "Text"));
            Assert.Equal(known.Aliases.Count > 0 ? string.Join(", ", known.Aliases) : "none", Text(parameter, "aliases"));
            Assert.Equal(known.ParameterSets.Values.Any(set => set.ValueFromPipeline), Text(parameter, "pipelineInput").Contains("ByValue", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Page_and_code_say_the_same_of_a_parameter(string cmdlet)
    {
        var comments = CodeComments.Read(Repository.ModuleBin);
        var type = Commands.Single(command => command.Name == cmdlet).ImplementingType;
        foreach (var (parameter, text) in CommandPage.Read(Path.Combine(Docs, $"{cmdlet}.md"), Topics).Parameters)
        {
            // What several cmdlets share, a page may say in the words of its own case.
            var property = type.GetProperty(parameter);
            Assert.NotNull(property);
            if (property.DeclaringType == type || cmdlet == "New-CisNotifier")
            {
                Assert.Equal(text, comments.Of(property));
            }
        }
    }

    [Theory]
    [InlineData("about_RootKeyCompliance", "Invoke-CisPipeline cis_v400_1_4")]
    [InlineData("about_RootKeyCompliance_Credentials", "AWS_WEB_IDENTITY_TOKEN_FILE")]
    [InlineData("about_RootKeyCompliance_Notifiers", "DeliveryFailed")]
    [InlineData("about_RootKeyCompliance_RemovingRootKeys", "IAMDeleteRootUserCredentials")]
    public void Topics_are_found_and_fit_a_console(string topic, string text)
    {
        using var session = ModuleSession.Open();

        var shown = session.Run("Get-Help $args[0]", topic).Texts.Single().ReplaceLineEndings("\n");

        Assert.Contains(text, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("](", shown, StringComparison.Ordinal);

        // What is typed, and what it puts out, stands as it is.
        var page = topic == "about_RootKeyCompliance" ? "README.md" : Directory.EnumerateFiles(Docs, "*.md").Single(path => Topics.NameOf(Path.GetFileName(path)) == topic);
        var code = string.Join('\n', DocumentedExample.Blocks().Matches(DocumentedExample.Read(page)).Select(block => block.Value));
        Assert.All(shown.Split('\n').Where(line => line.Length > 80), line => Assert.Contains(line.Trim(), code, StringComparison.Ordinal));
    }

    [Fact]
    public void Errors_lead_to_topics_that_are_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var named = sources.SelectMany(source => Topic().Matches(source).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, topic => Assert.True(File.Exists(Path.Combine(Repository.Root, "en-US", $"{topic}.help.txt")), topic));
    }

    private static string Text(PSObject item, string property) => $"{item.Properties[property]?.Value}";

    private static List<PSObject> Items(PSObject item, params string[] path)
    {
        var found = new List<PSObject> { item };
        foreach (var name in path)
        {
            found = [.. found.Select(each => each.Properties[name]?.Value).SelectMany(Many)];
        }

        return found;
    }

    private static IEnumerable<PSObject> Many(object? value) => value switch
    {
        null => [],
        PSObject { BaseObject: object[] many } => many.Select(PSObject.AsPSObject),
        object[] many => many.Select(PSObject.AsPSObject),
        _ => [PSObject.AsPSObject(value)],
    };

    [GeneratedRegex(@"^## (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\p{Lu}\p{Ll}+-Cis\w+$", RegexOptions.None, 1000)]
    private static partial Regex CmdletName();

    [GeneratedRegex(@"about_RootKeyCompliance_\w+(?= shows)", RegexOptions.None, 1000)]
    private static partial Regex Topic();
}
