using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>Every PowerShell example of README.md, docs/ and samples/, and so of the help that is made of them, run in a real pwsh.</summary>
public sealed class ExampleTests(SteampipeLab steampipe)
{
    // Other tests do what these say: PackageTests builds and installs, ParentTests has an Azure to start children in,
    // tests/Pester/Samples.Tests.ps1 has Pester ("The sample Pester suite", "the example of samples/README.md").
    private static readonly string[] OfOtherTests = ["./build.ps1", "artifacts", "Install-", "Register-", "Start-OrganizationCheck", "New-PesterContainer"];

    public static TheoryData<string> Pages => [.. DocumentedExample.Pages().Where(page => Examples(page).Count > 0)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Examples_do_what_the_page_shows(string page)
    {
        await using var lab = await ExampleLab.StartAsync();
        var examples = Examples(page);
        var code = string.Concat(examples.Select(example => example.Code));
        if (code.Contains("-Database", StringComparison.Ordinal))
        {
            await lab.AddDatabaseAsync(steampipe);
        }

        if (code.Contains("aws iam", StringComparison.Ordinal))
        {
            Judge.NeedProgram("aws");
        }

        var results = new Queue<string[]>(await lab.RunAsync(examples));
        var wrong = new StringBuilder();
        var corrected = DocumentedExample.Read(page);
        foreach (var example in examples)
        {
            var text = new StringBuilder();
            foreach (var (command, shown) in example.Steps())
            {
                var lines = results.Dequeue();
                var actual = DocumentedExample.Meaningful(lines);
                text.Append("PS> ").Append(command).Append('\n').AppendJoin('\n', lines).Append('\n');
                if (!example.IsSession)
                {
                    actual = [.. actual.Where(line => IsTrouble(line) && !IsWhatItIsAbout(line, command))];
                }

                if (!Words(actual).SequenceEqual(Words(shown), StringComparer.Ordinal))
                {
                    wrong.Append("\nPS> ").Append(command).Append("\nThe page shows:\n").AppendJoin('\n', shown).Append("\nIt is:\n").AppendJoin('\n', lines);
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

    private static List<DocumentedExample> Examples(string page)
        => [.. DocumentedExample.Of(page).Where(example => example.Language == "powershell").Concat(DocumentedExample.WithinTextOf(page))
            .Where(example => !OfOtherTests.Any(word => example.Code.Contains(word, StringComparison.Ordinal)))];
}
