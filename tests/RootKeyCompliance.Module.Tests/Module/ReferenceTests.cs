namespace RootKeyCompliance.Tests;

/// <summary>Where <c>env:</c> and <c>vault:</c> lead to, in a session with a vault of its own.</summary>
public sealed class ReferenceTests : IDisposable
{
    private const string Canary = "kingfisher7";
    private const string Failure = "SettingUnavailable,RootKeyCompliance.TestKit.FollowReferenceCommand";

    private readonly ModuleSession _session = ModuleSession.Open(typeof(FollowReferenceCommand));

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("'kingfisher7'")]
    [InlineData("$secure = [securestring]::new(); 'kingfisher7'.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }; $secure")]
    [InlineData("$secure = [securestring]::new(); 'kingfisher7'.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }; [pscredential]::new('u', $secure)")]
    [InlineData("if ($AsPlainText) { throw 'asked for plain text' }; 'kingfisher7'")]
    [InlineData("if ($Name -ne 'Sl ack') { throw \"asked for $Name\" }; 'kingfisher7'")]
    public void A_secret_of_any_kind_is_read(string body)
    {
        var run = _session.Run($"function global:Get-Secret {{ [CmdletBinding()] param($Name, [switch] $AsPlainText) {body} }}; Read-Reference 'vault:Sl ack'");

        Assert.Equal([Canary], run.Texts);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("throw 'kingfisher7'")]
    [InlineData("Write-Error kingfisher7")]
    [InlineData("$PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('kingfisher7'), 'kingfisher7', 'ObjectNotFound', 'kingfisher7'))")]
    [InlineData("[int] 'kingfisher7'")]
    [InlineData("")]
    [InlineData("$null")]
    [InlineData("''")]
    [InlineData("[securestring]::new()")]
    [InlineData("[pscredential]::new('kingfisher7', [securestring]::new())")]
    [InlineData("@{ kingfisher7 = 'kingfisher7' }")]
    [InlineData("[Text.Encoding]::UTF8.GetBytes('kingfisher7')")]
    public void Another_result_than_a_secret_ends_the_command_and_is_not_shown(string body)
    {
        var run = _session.Run(
            $"function global:Get-Secret {{ [CmdletBinding()] param($Name, [switch] $AsPlainText) {body} }}; try {{ Read-Reference vault:slack }} catch {{ $_.FullyQualifiedErrorId; \"$_\"; $_.Exception.ToString() }}");

        Assert.Equal(Failure, run.Texts[0]);
        Assert.DoesNotContain(Canary, string.Concat(run.Texts.Concat(run.Errors.Select(error => $"{error}"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Secret_may_be_a_simple_function()
        => Assert.Equal([Canary], _session.Run("function global:Get-Secret { param($Name) 'kingfisher7' }; Read-Reference vault:slack").Texts);

    [Theory]
    [InlineData("vault:slack")]
    [InlineData("env:")]
    [InlineData("env:ROOTKEYCOMPLIANCE_NO_SUCH_VARIABLE")]
    [InlineData("env:A=B")]
    public void A_reference_without_a_target_ends_the_command(string reference)
        => Assert.Equal(Failure, _session.RunToFailure("Read-Reference $args[0]", reference).FailureId);

    [Fact]
    public void A_variable_of_this_process_is_read_and_any_other_text_is_taken_as_it_is() => Assert.Equal(
        [Environment.GetEnvironmentVariable("PATH"), "ENV:PATH", "https://example.com"],
        _session.Run("'env:PATH', 'ENV:PATH', 'https://example.com' | ForEach-Object { Read-Reference $_ }").Texts);
}
