namespace RootKeyCompliance.Tests;

[Collection(EnvironmentChanges.Name)]
public sealed class StoredNotifierTests : IDisposable
{
    private const string Canary = "kingfisher7";
    private const string Header = "1.4 Ensure no 'root' user account access key exists";
    private const string Zero = "Detected 0 IAM root user(s) with access keys.";

    /// <summary>Everything that a script leaves on any stream, one line each.</summary>
    private const string Show =
        """
        function Show { $input | ForEach-Object { switch ($_) {
            { $_ -is [Management.Automation.ErrorRecord] } { "ERROR $($_.FullyQualifiedErrorId -replace 'RootKeyCompliance.Commands.')"; break }
            { $_ -is [Management.Automation.WarningRecord] } { "WARNING $_"; break }
            default { "$_" } } } }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly AwsEnvironment _environment = new();
    private readonly AnsweringHost _host = new("Yes");
    private readonly ModuleSession _session;

    public StoredNotifierTests()
    {
        _session = ModuleSession.Open(_host);
        _environment[Repository.ConfigurationVariable] = Location;
    }

    private string Location => Path.Combine(_folder.Path, "config.json");

    public void Dispose()
    {
        _session.Dispose();
        _environment.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_configuration_default_is_the_console()
        => AssertLines(
            ["default (Console)", "default (Console)", "ERROR NotifierNotFound,GetCisNotifierCommand", "default (Console)", "False"],
            Run(
                """
                Get-CisNotifier | Show
                Get-CisNotifier notifier.DEFAULT, none, d* 2>&1 | Show
                Get-CisNotifier no*
                [IO.Path]::Exists($env:ROOTKEYCOMPLIANCE_CONFIG)
                """));

    [Fact]
    public void Every_kind_is_stored_and_found_again()
    {
        var lines = Run(
            """
            Set-CisNotifier a -Console
            Set-CisNotifier -Name notifier.b -Slack -WebhookUrl env:SLACK
            Set-CisNotifier c -Slack -Token vault:slack -Channel '#ops' -ApiUrl https://slack.example.com/api/
            Set-CisNotifier d -Teams -WebhookUrl env:TEAMS
            Set-CisNotifier e -Email -SmtpServer m -Port 25 -From a@b.c -To d@e.f, g@h.i -SmtpCredential ([pscredential]::new('u', [Net.NetworkCredential]::new('', 'env:P').SecurePassword))
            Set-CisNotifier f -Webhook -Uri env:HOOK -SigningKey env:KEY
            Set-CisNotifier g -Sns -TopicArn arn:aws:sns:eu-central-1:111122223333:alerts -ProfileName audit -AccessKey env:A -SecretKey env:S
            Get-CisNotifier | ForEach-Object { "$_ $($_.Settings.Keys -join ',')" }
            Get-CisNotifier [B-D] | ForEach-Object Name
            """);

        AssertLines(
            [
                "default (Console) ", "a (Console) ", "b (Slack, env:SLACK) webhookUrl", "c (Slack, #ops) token,channel,apiUrl", "d (Teams, env:TEAMS) webhookUrl",
                "e (Email, d@e.f, g@h.i) smtpServer,port,from,to,smtpUserName,smtpPassword", "f (Webhook, env:HOOK) uri,signingKey",
                "g (Sns, arn:aws:sns:eu-central-1:111122223333:alerts) topicArn,profileName,accessKey,secretKey", "b", "c", "d",
            ],
            lines);
        Assert.Contains("\"port\": 25,", File.ReadAllText(Location), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_replaces_and_append_adds_and_the_pipeline_passes_several_targets()
        => AssertLines(
            [
                "Security (Console)", "Security (Teams, env:T)",
                "Security (Teams, env:U)", "Security (Teams, env:U)", "Security (Console)",
                "copy (Teams, env:U)", "copy (Console)",
                "default (Console)", "default (Teams, env:V)", "default (Console)", "default (Teams, env:V)",
                "default (Teams, env:W)",
            ],
            Run(
                """
                & { New-CisNotifier -Console; New-CisNotifier -Teams -WebhookUrl env:T } | Set-CisNotifier Security -PassThru | Show
                Set-CisNotifier SECURITY -Teams -WebhookUrl env:U -PassThru | Show
                Set-CisNotifier security -InputObject (New-CisNotifier -Console) -Append -PassThru | Show
                Get-CisNotifier security | Set-CisNotifier copy -PassThru | Show
                @() | Set-CisNotifier copy -PassThru | Show
                Set-CisNotifier default -Teams -WebhookUrl env:V -Append -PassThru | Show
                Get-CisNotifier default | Show
                Set-CisNotifier default -Teams -WebhookUrl env:W -PassThru | Show
                """));

    [Fact]
    public void WhatIf_changes_nothing()
    {
        var lines = Run(
            """
            Set-CisNotifier a -Teams -WebhookUrl https://example.com/kingfisher7 -WhatIf 3>&1 | Show
            [IO.Path]::Exists($env:ROOTKEYCOMPLIANCE_CONFIG)
            Set-CisNotifier a -Teams -WebhookUrl env:T
            Remove-CisNotifier a -WhatIf
            Get-CisNotifier a | Show
            """);

        AssertLines(["False", "a (Teams, env:T)"], lines);
        Assert.Equal(2, _host.Lines.Count);
        Assert.All(_host.Lines, line => Assert.StartsWith("What if:", line, StringComparison.Ordinal));
        Assert.Contains($"on target \"{Location}\"", _host.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, string.Join('\n', _host.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_stored_in_clear_text_is_warned_of_once_for_each_setting()
    {
        var lines = Run(
            """
            $secure = [Net.NetworkCredential]::new('', 'kingfisher7').SecurePassword
            Set-CisNotifier a -Webhook -Uri https://example.com/kingfisher7 -SigningKey $secure 3>&1 | Show
            & { New-CisNotifier -Slack -Token kingfisher7 -Channel a; New-CisNotifier -Slack -Token kingfisher7 -Channel b } | Set-CisNotifier b -Verbose -Debug 3>&1 4>&1 5>&1 | Show
            try { Set-CisNotifier c -Teams -WebhookUrl https://example.com/kingfisher7 -WarningAction Stop } catch { $_.FullyQualifiedErrorId }
            Get-CisNotifier | Show
            """);

        var warnings = lines.Where(line => line.StartsWith("WARNING The", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains(Location, warning, StringComparison.Ordinal));
        Assert.Contains(" uri ", warnings[0], StringComparison.Ordinal);
        Assert.Contains(" signingKey ", warnings[1], StringComparison.Ordinal);

        // With -Debug a warning would wait for an answer.
        Assert.Single(lines, line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains(" token ", StringComparison.Ordinal));
        Assert.Contains("ActionPreferenceStop,RootKeyCompliance.Commands.SetCisNotifierCommand", lines, StringComparer.Ordinal);
        AssertLines(["default (Console)", "a (Webhook, https://example.com/…)", "b (Slack, a)", "b (Slack, b)"], lines.TakeLast(4));
        Assert.DoesNotContain(Canary, string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_deletes_all_targets_of_the_given_names_and_no_others()
        => AssertLines(
            [
                "ERROR NotifierNotFound,RemoveCisNotifierCommand", "ERROR NotifierNotFound,RemoveCisNotifierCommand", "ERROR NotifierNotFound,RemoveCisNotifierCommand",
                "aa", "ab", "b", "b", "-", "aa",
            ],
            Run(
                """
                'aa', 'ab', 'c' | ForEach-Object { Set-CisNotifier $_ -Console }
                & { New-CisNotifier -Console; New-CisNotifier -Console } | Set-CisNotifier b
                Remove-CisNotifier a*, none, default 2>&1 | Show
                Remove-CisNotifier notifier.C 2>&1 | Show
                Get-CisNotifier | Where-Object Name -ne default | ForEach-Object Name
                '-'
                Get-CisNotifier b | Remove-CisNotifier 2>&1 | Show
                'd', 'e' | ForEach-Object { Set-CisNotifier $_ -Console }
                'd', 'notifier.E', 'd' | Remove-CisNotifier 2>&1 | Show
                Set-CisNotifier default -Console
                Remove-CisNotifier AB, Default, ab 2>&1 | Show
                Get-CisNotifier | Where-Object Name -ne default | ForEach-Object Name
                """));

    [Theory]
    [InlineData("Set-CisNotifier 'a b' -Console", "InvalidNotifierName")]
    [InlineData("Set-CisNotifier notifier. -Console", "InvalidNotifierName")]
    [InlineData("Set-CisNotifier a* -Console", "InvalidNotifierName")]
    [InlineData("Set-CisNotifier ('a' * 65) -Console", "InvalidNotifierName")]
    [InlineData("Set-CisNotifier a -Sns -TopicArn arn:aws:sns:eu-central-1:111122223333:alerts -Credential ([Answer]::new())", "NotifierNotStorable")]
    [InlineData("New-CisNotifier -Sns -TopicArn arn:aws:sns:eu-central-1:111122223333:alerts -Credential ([Answer]::new()) | Set-CisNotifier a", "NotifierNotStorable")]
    [InlineData("New-CisNotifier -Console | Set-CisNotifier a -Region eu-central-1", "ParameterConflict")]
    [InlineData("Set-CisNotifier a -Teams -WebhookUrl http://example.com", "NotifierInvalid")]
    public void What_cannot_be_stored_ends_the_command(string script, string id)
    {
        var lines = Run(
            "class Keys { [string] $AccessKey = 'k'; [string] $SecretKey = 's'; [string] $Token }; class Answer { [object] GetCredentials() { return [Keys]::new() } }\n"
            + $"try {{ {script} }} catch {{ $_.FullyQualifiedErrorId }}; [IO.Path]::Exists($env:ROOTKEYCOMPLIANCE_CONFIG)");

        AssertLines([$"{id},RootKeyCompliance.Commands.SetCisNotifierCommand", "False"], lines);
    }

    [Fact]
    public void A_damaged_file_ends_every_command_that_needs_it_and_no_other()
    {
        const string Text = "{\n  \"notifiers\": { \"a\": { \"type\": \"teams\", \"webhookUrl\": \"kingfisher7\" } } }";
        _folder.Write("config.json", Text);

        var lines = Run(
            """
            $finding = @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 111122223333
            $commands = { Get-CisNotifier }, { Set-CisNotifier b -Console }, { Remove-CisNotifier a }, { $finding | Send-CisNotification }, { Invoke-CisPipeline cis_v400_1_4 }
            foreach ($command in $commands) { try { & $command } catch { $_.FullyQualifiedErrorId; "$_" } }
            $finding | Send-CisNotification (New-CisNotifier -Console) 6>&1 | Show
            (TabExpansion2 'Send-CisNotification -Notifier ' 31).CompletionMatches.CompletionText
            """);

        string[] commands = ["GetCisNotifier", "SetCisNotifier", "RemoveCisNotifier", "SendCisNotification", "InvokeCisPipeline"];
        AssertLines(
            commands.Select(command => $"ConfigurationInvalid,RootKeyCompliance.Commands.{command}Command"),
            lines.Where(line => line.StartsWith("ConfigurationInvalid", StringComparison.Ordinal)));
        Assert.Equal(5, lines.Count(line => line.Contains("line 2, column 56:", StringComparison.Ordinal)));
        AssertLines([Header, Zero, "default"], lines.TakeLast(3));
        Assert.DoesNotContain(Canary, string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(Text, File.ReadAllText(Location));
    }

    [Fact]
    public void Findings_go_to_every_target_of_a_name_and_default_can_be_replaced()
        => AssertLines(
            [Header, Header, Zero, Zero, "-", Header, Header, Zero, Zero, "-", "ERROR NotifierNotFound,SendCisNotificationCommand"],
            Run(
                """
                $finding = @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 111122223333
                & { New-CisNotifier -Console; New-CisNotifier -Console } | Set-CisNotifier twice
                $finding | Send-CisNotification notifier.TWICE 6>&1 | Show
                '-'
                Get-CisNotifier twice | Set-CisNotifier default
                $finding | Send-CisNotification 6>&1 | Show
                '-'
                try { $finding | Send-CisNotification none } catch { $_ | Show }
                """));

    [Fact]
    public void Names_are_completed_without_reading_their_secrets()
        => AssertLines(
            ["default,ops,security", "ops", "security", "security"],
            Run(
                """
                function global:Get-Secret { throw 'asked' }
                Set-CisNotifier security -Teams -WebhookUrl vault:T
                Set-CisNotifier ops -Console
                function Complete($text) { (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText -join ',' }
                Complete 'Send-CisNotification -Notifier '
                Complete 'Get-CisNotifier o'
                Complete 'Remove-CisNotifier -Name S'
                Complete 'Invoke-CisPipeline cis_v400_1_4 -Notifier se'
                """));

    [Fact]
    public void A_table_shows_name_kind_and_target()
        => AssertLines(
            [
                "", "Name                 Kind    Target", "----                 ----    ------",
                "default              Console the information stream", "security             Slack   #ops", "",
            ],
            Run("Set-CisNotifier security -Slack -Token env:T -Channel '#ops'; Get-CisNotifier | Out-String -Stream").Select(line => line.TrimEnd()));

    [Theory]
    [InlineData("config.json", "ConfigurationPathInvalid")]
    [InlineData("~/config.json", "ConfigurationPathInvalid")]
    [InlineData(" ", "ConfigurationPathInvalid")]
    [InlineData("{folder}", "ConfigurationNotReadable")]
    public void The_variable_must_hold_the_full_path_of_a_file(string value, string id)
    {
        _environment[Repository.ConfigurationVariable] = value.Replace("{folder}", _folder.Path, StringComparison.Ordinal);

        Assert.Equal($"{id},RootKeyCompliance.Commands.GetCisNotifierCommand", _session.RunToFailure("Get-CisNotifier").FailureId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_the_file_is_in_the_configuration_folder_of_the_user(string? value)
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux(), "XDG_CONFIG_HOME is Linux's.");
        _environment[Repository.ConfigurationVariable] = value;
        _environment["XDG_CONFIG_HOME"] = _folder.Path;

        AssertLines(["default,a"], Run("Set-CisNotifier a -Console; (Get-CisNotifier).Name -join ','"));

        Assert.True(File.Exists(Path.Combine(_folder.Path, "RootKeyCompliance", "config.json")));
    }

    private static void AssertLines(IEnumerable<string> expected, IEnumerable<string> actual) => Assert.Equal(expected, actual, StringComparer.Ordinal);

    private string[] Run(string script)
    {
        var run = _session.Run(Show + script);
        Assert.Null(run.Failure);
        return run.Texts;
    }
}
