using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>The tests of secrets can fail: what is written to any place that they look at is found.</summary>
public sealed class ShownTests : IDisposable
{
    private readonly ModuleSession _session = ModuleSession.Open();
    private readonly Canary _canary = new("self-check", "{0}/{1}");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$secret")]
    [InlineData("@{ a = @{ b = $secret } }")]
    [InlineData("[pscustomobject]@{ a = [pscustomobject]@{ b = , $secret } }")]
    [InlineData("$c.WriteWarning($secret)")]
    [InlineData("$c.WriteVerbose($secret)")]
    [InlineData("$c.WriteDebug($secret)")]
    [InlineData("$c.WriteInformation($secret, [string[]] @('a'))")]
    [InlineData("$c.WriteInformation([pscustomobject]@{ a = @{ b = $secret } }, [string[]] @('a'))")]
    [InlineData("$c.WriteInformation('a', [string[]] @($secret))")]
    [InlineData("$c.WriteProgress([Management.Automation.ProgressRecord]::new(1, $secret, 'a'))")]
    [InlineData("$c.WriteProgress([Management.Automation.ProgressRecord]::new(1, 'a', $secret))")]
    [InlineData("$c.WriteError((New-Record 'a' ([Exception]::new($secret))))")]
    [InlineData("$c.WriteError((New-Record 'a' ([Exception]::new('a', [Exception]::new($secret)))))")]
    [InlineData("$e = [Exception]::new('a'); $e.Data['a'] = $secret; $c.WriteError((New-Record 'a' $e))")]
    [InlineData("$c.WriteError((New-Record $secret ([Exception]::new('a'))))")]
    [InlineData("$c.WriteError((New-Record 'a' ([Exception]::new('a')) ([pscustomobject]@{ a = @{ b = $secret } })))")]
    [InlineData("$r = New-Record 'a' ([Exception]::new('a')); $r.ErrorDetails = [Management.Automation.ErrorDetails]::new($secret); $c.WriteError($r)")]
    [InlineData("$r = New-Record 'a' ([Exception]::new('a')); $r.ErrorDetails = New-Advice $secret; $c.WriteError($r)")]
    [InlineData("try { $c.ThrowTerminatingError((New-Record 'a' ([Exception]::new($secret)))) } catch { }")]
    [InlineData("throw $secret")]
    public void What_is_written_anywhere_is_found(string statement)
    {
        const string Start =
            """
            function New-Record($Id, $Exception, $Target) { [Management.Automation.ErrorRecord]::new($Exception, $Id, 'NotSpecified', $Target) }
            function New-Advice($Action) { $d = [Management.Automation.ErrorDetails]::new('a'); $d.RecommendedAction = $Action; $d }
            function Write-Somewhere { [CmdletBinding()] param() $c = $PSCmdlet;
            """;

        var run = _session.With("secret", _canary.Text).Run($"{Start} {statement} }}; Write-Somewhere -Verbose -Debug -InformationAction Continue");

        Assert.ThrowsAny<Exception>(() => Shown.AssertNone(Shown.By(run, _session), [_canary]));
    }

    public static TheoryData<string> Forms => new(Echo.Forms.Keys);

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_found_in_every_form(string form) => Assert.True(_canary.IsIn($"you said {Echo.Forms[form](_canary.Text)} to me"));

    [Fact]
    public void A_piece_of_a_secret_is_found_and_nothing_else()
    {
        Assert.True(_canary.IsIn(_canary.Text[3..12].ToLowerInvariant()));
        Assert.True(_canary.IsIn(Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{_canary.Text}"))[9..24]));
        Assert.False(_canary.IsIn(_canary.Text[..7]));
        Assert.False(_canary.IsIn(new Canary("another", "{0}/{1}").Text));
    }
}
