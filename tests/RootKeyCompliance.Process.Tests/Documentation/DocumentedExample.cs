using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>A block of code in a page, or a command within its text.</summary>
/// <param name="Language">What the block says it is: powershell, sh, json…</param>
/// <param name="Code">The text, as it stands.</param>
internal sealed partial record DocumentedExample(string Language, string Code)
{
    private const string Prompt = "PS> ";

    /// <summary>Every page that users read.</summary>
    internal static IEnumerable<string> Pages()
        => new[] { Repository.Root, Path.Combine(Repository.Root, "docs"), Path.Combine(Repository.Root, "docs", "runbooks") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md"))
            .Append(Path.Combine(Repository.Root, "samples", "README.md"))
            .Append(Path.Combine(Repository.Root, "bench", "README.md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Sorted();

    internal static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    internal static IReadOnlyList<DocumentedExample> Of(string page) => [.. Blocks().Matches(Read(page)).Select(block => new DocumentedExample(block.Groups["language"].Value, block.Groups["code"].Value))];

    /// <summary>The commands within the text that are whole: what only names a cmdlet or a parameter is none.</summary>
    internal static IReadOnlyList<DocumentedExample> WithinTextOf(string page)
        => [.. Spans().Matches(Blocks().Replace(Read(page), ""))
            .Select(span => span.Groups["code"].Value.Replace(@"\|", "|", StringComparison.Ordinal))
            .Where(code => WholeCommand().IsMatch(code) && !code.Contains('…', StringComparison.Ordinal) && !WaitsForInput().IsMatch(code))
            .Select(code => new DocumentedExample("powershell", code))];

    /// <summary>Whether the block shows what is typed, and what comes of it.</summary>
    internal bool IsSession => Code.Contains(Prompt, StringComparison.Ordinal);

    /// <summary>What is typed, one after the other, each with the lines that are shown for it.</summary>
    internal IReadOnlyList<(string Command, string[] Shown)> Steps()
        => !IsSession
            ? [(Code, [])]
            : [.. Code.Split(Prompt)[1..].Select(step => step.Split('\n')).Select(lines => (lines[0], Meaningful(lines[1..])))];

    /// <summary>What the session shows was answered to questions.</summary>
    internal IEnumerable<string> Answers() => Answer().Matches(Code).Select(match => match.Groups["answer"].Value);

    /// <summary>Lines as they are compared: an answer is seen only where somebody types it, and days pass.</summary>
    internal static string[] Meaningful(IEnumerable<string> lines)
        => [.. lines.Select(line => Days().Replace(Answer().Replace(line, @"(default is ""Y""):"), "N days").TrimEnd()).Where(line => line.Length > 0)];

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex Blocks();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spans();

    [GeneratedRegex(@"\| \w+-Cis\w+|\w+-Cis\w+ (.*-\w+ )?[^-\s]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeCommand();

    [GeneratedRegex(@"^(Export-CisReport|Compare-CisFinding|Send-CisNotification) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WaitsForInput();

    [GeneratedRegex(@"\(default is ""Y""\):(?<answer>\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answer();

    [GeneratedRegex(@"\b\d+ days\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Days();
}
