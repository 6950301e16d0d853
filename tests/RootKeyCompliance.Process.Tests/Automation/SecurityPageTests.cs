using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>SECURITY.md names tests for what it promises: each of them is there.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"));

    [Fact]
    public void Every_test_class_that_is_named_exists_and_has_tests()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
        var named = TestClass().Matches(Page).Select(match => match.Groups["Name"].Value).Distinct(StringComparer.Ordinal).ToArray();

        Assert.True(named.Length > 20, $"{named.Length} test classes are named.");
        Assert.All(named, name => Assert.Matches($@"class {name}\b[\s\S]*\[(Fact|Theory)", File.ReadAllText(Assert.Single(sources[name]))));
    }

    [Fact]
    public void Every_threat_names_a_test_or_states_that_there_is_none()
    {
        var rows = Page[Page.IndexOf("## Threats", StringComparison.Ordinal)..].Split('\n')
            .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|')).ToArray();

        Assert.True(rows.Length > 10, $"{rows.Length} threats.");
        Assert.All(rows, row => Assert.True(TestClass().IsMatch(row) || row.Contains("no test", StringComparison.Ordinal), row));
    }

    [GeneratedRegex(@"`(?<Name>[A-Z]\w+Tests)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestClass();
}
