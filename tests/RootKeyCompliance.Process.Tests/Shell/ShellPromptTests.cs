
namespace RootKeyCompliance.Tests;

public sealed class ShellPromptTests
{
    private const string Confirming = """
        function Remove-It { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param()
            foreach ($name in 'a', 'b') { if ($PSCmdlet.ShouldProcess($name, 'Delete')) { "deleted $name" } else { "kept $name" } } }
        Remove-It
        """;

    [Theory]
    [InlineData("y\nn\n", "deleted a", "kept b")]
    [InlineData("yes to all\n", "deleted a", "deleted b")]
    [InlineData("L\n", "kept a", "kept b")]
    [InlineData("what\n?\n\nN\n", "deleted a", "kept b")]
    public async Task Confirmation_takes_its_answers_from_input(string answers, string first, string second)
    {
        var run = await ShellProcess.RunWithInputAsync(answers, "-Command", Confirming);
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [S] Suspend  [?] Help ", run.Output, StringComparison.Ordinal);
        Assert.Contains("(default is \"Y\"):", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{first}\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"{second}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_nobody_is_left_to_answer_is_never_a_yes()
    {
        var run = await ShellProcess.RunAsync("-Command", Confirming);
        Assert.DoesNotContain("deleted", run.Output, StringComparison.Ordinal);
        Assert.Contains("input ended", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Confirming)]
    [InlineData("$Host.UI.ReadLine()")]
    [InlineData("$Host.UI.ReadLineAsSecureString()")]
    [InlineData("$Host.UI.PromptForCredential('c', 'm', 'u', '')")]
    public async Task Non_interactive_throws_instead_of_asking(string script)
    {
        var run = await ShellProcess.RunWithInputAsync("y\ny\n", "-NonInteractive", "-Command", script);
        Assert.DoesNotContain("deleted", run.Output, StringComparison.Ordinal);
        Assert.Contains("NonInteractive", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Non_interactive_names_the_missing_parameter()
    {
        var run = await ShellProcess.RunAsync("-noni", "-c", "function f([Parameter(Mandatory)] $Account) { }; f");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Account", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_read_and_not_shown()
    {
        const string script = "$c = $Host.UI.PromptForCredential('c', 'm', '', ''); $c.UserName; $c.GetNetworkCredential().Password.Length";
        var run = await ShellProcess.RunWithInputAsync("bob\nsecret\n", "-c", script);
        Assert.EndsWith("bob\n6\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output, StringComparison.Ordinal);
    }
}
