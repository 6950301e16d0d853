using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>Every PowerShell example of README.md, docs/ and samples/, and so of the help that is made of them, run in a real pwsh.</summary>
public sealed class ExampleTests(ExampleRuns runs) : IClassFixture<ExampleRuns>
{
    // Other tests run these: PackageTests builds and installs, ParentTests has an Azure to start children in,
    // tests/Pester/Samples.Tests.ps1 has Pester ("The sample Pester suite", "the example of samples/README.md").
    private static readonly string[] OfOtherTests = ["./build.ps1", "artifacts", "Install-", "Register-", "Start-OrganizationCheck", "New-PesterContainer"];

    public static TheoryData<string> Pages => [.. DocumentedExample.Pages().Where(page => Examples(page).Count > 0)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Examples_do_what_the_page_shows(string page)
    {
        var examples = Examples(page);
        if (examples.Any(example => example.Code.Contains("aws iam", StringComparison.Ordinal)))
        {
            ExternalTool.NeedProgram("aws");
        }

        var shown = await runs.ShownAsync(page);
        var steps = examples.Sum(example => example.Steps().Count);
        Assert.True(shown.Count == steps, $"The session ended after {shown.Count} of {steps} steps: {string.Join('\n', shown.SelectMany(lines => lines))}");
        var results = new Queue<string[]>(shown);
        var wrong = new StringBuilder();
        var corrected = DocumentedExample.Read(page);
        foreach (var example in examples)
        {
            var text = new StringBuilder();
            foreach (var (command, expected) in example.Steps())
            {
                var lines = results.Dequeue();
                var actual = DocumentedExample.Meaningful(lines);
                text.Append("PS> ").Append(command).Append('\n').AppendJoin('\n', lines).Append('\n');
                if (!example.IsSession)
                {
                    actual = [.. actual.Where(line => IsTrouble(line) && !IsWhatItIsAbout(line, command))];
                }

                if (!Words(actual).SequenceEqual(Words(expected), StringComparer.Ordinal))
                {
                    wrong.Append("\nPS> ").Append(command).Append("\nThe page shows:\n").AppendJoin('\n', expected)
                        .Append("\nIt is:\n").AppendJoin('\n', lines);
                }
            }

            corrected = example.IsSession ? corrected.Replace(example.Code, text.ToString().Trim() + "\n", StringComparison.Ordinal) : corrected;
        }

        if (wrong.Length > 0)
        {
            // To be looked at, and taken over where it is right.
            var file = Path.Combine(AppContext.BaseDirectory, "Documentation.actual", page);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, corrected, TestContext.Current.CancellationToken);
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    /// <summary>An example of the damaged sample, of a notifier that could not be told, or of a script that ends.</summary>
    private static bool IsWhatItIsAbout(string line, string command) => line switch
    {
        "error ReportTruncated,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand" => command.Contains("samples/*.csv", StringComparison.Ordinal),
        "error DeliveryFailed,RootKeyCompliance.Commands.SendCisNotificationCommand" or "error DeliveryFailed,RootKeyCompliance.Commands.InvokeCisPipelineCommand"
            => command.Contains("-ErrorVariable failed", StringComparison.Ordinal),
        _ => line.StartsWith("failed ", StringComparison.Ordinal) && command.Contains($"throw '{line["failed ".Length..]}'", StringComparison.Ordinal),
    };

    /// <summary>Where a line ends is the console's to say.</summary>
    private static string[] Words(IEnumerable<string> lines) => string.Join(' ', lines).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsTrouble(string line) => line.StartsWith("error ", StringComparison.Ordinal) || line.StartsWith("failed ", StringComparison.Ordinal);

    internal static IReadOnlyList<DocumentedExample> Examples(string page)
        => [.. DocumentedExample.Of(page).Where(example => example.Language == "powershell").Concat(DocumentedExample.WithinTextOf(page))
            .Where(example => !OfOtherTests.Any(word => example.Code.Contains(word, StringComparison.Ordinal)))];
}

/// <summary>
/// The examples of all pages, run in few processes: one for the pages that need PostgreSQL, one for the others, and one for each page whose
/// questions are answered on standard input.
/// </summary>
public sealed class ExampleRuns(SteampipeLab steampipe)
{
    private readonly Dictionary<string, Task<IReadOnlyDictionary<string, IReadOnlyList<string[]>>>> _runs = [];

    /// <summary>For each step of a page the lines that it showed.</summary>
    internal async Task<IReadOnlyList<string[]>> ShownAsync(string page)
    {
        var process = ProcessOf(page);
        if (!_runs.TryGetValue(process, out var run))
        {
            _runs[process] = run = RunAsync(process, NeedsDatabase(page));
        }

        return (await run)[page];
    }

    private static bool NeedsDatabase(string page) => ExampleTests.Examples(page).Any(example => example.Code.Contains("-Database", StringComparison.Ordinal));

    private static string ProcessOf(string page)
        => ExampleTests.Examples(page).Any(example => example.Answers().Any()) ? page : NeedsDatabase(page) ? "database" : "others";

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<string[]>>> RunAsync(string process, bool withDatabase)
    {
        await using var lab = new ExampleLab();
        await lab.InitializeAsync();
        if (withDatabase)
        {
            await lab.AddDatabaseAsync(steampipe);
        }

        return await lab.RunAsync(ExampleTests.Pages.Select(page => page.Data).Where(page => ProcessOf(page) == process)
            .ToDictionary(page => page, ExampleTests.Examples, StringComparer.Ordinal));
    }
}
