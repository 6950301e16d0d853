using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>Send-CisNotification: what it takes, what it says on the console, what it hands on. What each notifier gets: NotificationLevelTests.</summary>
public sealed class NotificationTests : IDisposable
{
    private const string Command = "RootKeyCompliance.Commands.SendCisNotificationCommand";
    private const string Header = "1.4 Ensure no 'root' user account access key exists";
    private const string Fail1 = "Detected IAM <root_account> [111122223333] with 2 access key(s) (1 active, 1 inactive).";
    private const string Fail2 = "Detected IAM <root_account> [222233334444] with access key(s).";
    private const string Error = "Could not check account 444455556666 (sandbox): AccountAccessKeysPresent is 'many', which is not a whole number.";
    private const string Pass = "Account 333344445555 (data): no root access key.";
    private const string Skipped = "Account 555566667777 (old): not checked, the account is SUSPENDED.";
    private const string Count = "Detected 2 IAM root user(s) with access keys.";

    private readonly ModuleSession _session = ModuleSession.Open();

    /// <summary>One of every kind, in an order that is not that of the lines.</summary>
    public NotificationTests()
    {
        using var folder = new TemporaryFolder();
        folder.Write("r.csv", ReportCsv.Of("111122223333", KeySlot.Active, KeySlot.Inactive));
        _session.At(folder.Path).Run(
            """
            $all = @(
                @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 333344445555 -AccountName data
                @{ AccountAccessKeysPresent = 'many' } | Test-CisRootAccessKey -AccountId 444455556666 -AccountName sandbox -ErrorAction SilentlyContinue
                Test-CisRootAccessKey -ReportPath r.csv
                [pscustomobject]@{ Id = '555566667777'; Name = 'old'; State = 'SUSPENDED' } | Test-CisRootAccessKey
                @{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 222233334444
            )
            $clean = $all | Where-Object Status -eq Pass
            $null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())
            """);
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", new[] { Header, Count, Fail1, Fail2, Error })]
    [InlineData("-NotificationLevel VERBOSE", new[] { Header, Count, Fail1, Fail2, Error, Pass, Skipped })]
    public void The_default_level_is_info_and_levels_ignore_case(string arguments, string[] lines)
    {
        var run = _session.Run($"$all | Send-CisNotification {arguments}");

        Assert.Equal(lines, run.HostLines);
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Lines_carry_the_tag_that_hosts_show_and_can_be_captured()
    {
        var run = _session.Run("$clean | Send-CisNotification 6>&1");

        Assert.Equal(2, run.Output.Count);
        Assert.All(run.Output, item =>
        {
            var record = Assert.IsType<InformationRecord>(item.BaseObject);
            Assert.Equal(["PSHOST"], record.Tags);
            Assert.IsType<HostInformationMessage>(record.MessageData);
        });
        Assert.Equal([Header, "Detected 0 IAM root user(s) with access keys."], run.Texts);
    }

    [Theory]
    [InlineData("cis_v120_1_12", "1.12 Ensure no 'root' user account access key exists")]
    [InlineData("cis_v300_1_4", Header)]
    public void Each_control_is_a_digest_of_its_own_even_if_the_titles_are_the_same(string control, string title)
    {
        var run = _session.Run(
            "$other = @{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 222233334444 -ControlId $args[0]; "
            + "@($clean; $other; $clean) | Send-CisNotification -NotificationLevel verbose",
            control);

        Assert.Equal(
            [Header, "Detected 0 IAM root user(s) with access keys.", Pass, Pass, title, "Detected 1 IAM root user(s) with access keys.", Fail2],
            run.HostLines);
    }

    [Fact]
    public void PassThru_passes_every_finding_on_after_all_is_sent()
    {
        var run = _session.Run("$all | Send-CisNotification -PassThru 6>&1 | ForEach-Object { $_.GetType().Name }");

        string[] expected = [.. Enumerable.Repeat("InformationRecord", 5), .. Enumerable.Repeat("CisFinding", 5)];
        Assert.Equal(expected, run.Texts);
        var same = _session.Run("$same = @($all | Send-CisNotification -PassThru); [object]::ReferenceEquals($same[0], $all[0])");
        Assert.Equal(["True"], same.Texts);
    }

    [Fact]
    public void Everything_is_sent_although_the_next_command_takes_only_the_first_finding()
    {
        using var session = ModuleSession.Open().With("all", _session.Run("$all").Findings);

        var run = session.Run("$all | Send-CisNotification -PassThru | Select-Object -First 1");

        Assert.Single(run.Output);
        Assert.Equal([Header, Count, Fail1, Fail2, Error], run.HostLines);
    }

    /// <summary>Jobs serialize to the depth 1, Export-Clixml to 2.</summary>
    [Theory]
    [InlineData("info", 1, new[] { Header, Count, Fail1, Fail2, Error })]
    [InlineData("verbose", 2, new[] { Header, Count, Fail1, Fail2, Error, Pass, Skipped })]
    [InlineData("verbose", 3, new[] { Header, Count, Fail1, Fail2, Error, Pass, Skipped })]
    public void Deserialized_findings_have_the_same_lines(string level, int depth, string[] lines)
    {
        var flattened = _session.Run("$all").Output.Select(finding => PSSerializer.Deserialize(PSSerializer.Serialize(finding, depth)));

        var run = _session.With("level", level).RunWithInput("$input | Send-CisNotification -NotificationLevel $level", flattened);

        Assert.Equal(lines, run.HostLines);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData(nameof(CisFinding.Status), "99")]
    [InlineData(nameof(CisFinding.Status), "1")]
    [InlineData(nameof(CisFinding.Status), "Pass, Fail")]
    [InlineData(nameof(CisFinding.Severity), "99")]
    [InlineData(nameof(CisFinding.Source), "99")]
    [InlineData(nameof(CisFinding.AccessKeys), "99")]
    public void Deserialized_findings_with_an_invalid_value_are_refused(string property, string value)
    {
        var run = _session.Run(
            """
            $values = @{ ControlId = 'cis_v400_1_4'; Status = 'Fail'; Severity = 'Critical'; Source = 'Iam'; Message = 'm'; AccessKeys = @([pscustomobject]@{ Status = 'Active' }) }
            $values[$args[0]] = $args[0] -eq 'AccessKeys' ? @([pscustomobject]@{ Status = $args[1] }) : $args[1]
            $flattened = [pscustomobject] $values
            $flattened.PSTypeNames.Insert(0, 'Deserialized.RootKeyCompliance.CisFinding')
            $flattened | Send-CisNotification
            """,
            property, value);

        Assert.Equal([$"NotAFinding,{Command}"], run.ErrorIds);
        Assert.Empty(run.HostLines);
    }

    [Fact]
    public void WhatIf_sends_nothing()
    {
        var run = _session.Run("$all | Send-CisNotification -WhatIf -PassThru");

        Assert.DoesNotContain(run.HostLines, line => line.Contains("Ensure", StringComparison.Ordinal) && !line.StartsWith("What if", StringComparison.Ordinal));
        Assert.Equal(5, run.Findings.Count);
    }

    [Theory]
    [InlineData("DEFAULT")]
    [InlineData("Notifier.Default")]
    [InlineData("default, notifier.default")]
    [InlineData("([RootKeyCompliance.CisNotifier]::Console), default")]
    public void The_console_is_given_by_name_or_object_and_gets_one_digest(string notifier)
        => Assert.Equal([Header, "Detected 0 IAM root user(s) with access keys."], _session.Run($"$clean | Send-CisNotification -Notifier {notifier}").HostLines);

    [Theory]
    [InlineData("'nobody'")]
    [InlineData("'default', 'nobody'")]
    [InlineData("'notifier.'")]
    [InlineData("'notifier.notifier.default'")]
    [InlineData("' '")]
    [InlineData("7")]
    public void An_unknown_notifier_ends_the_command_before_anything_is_sent(string notifier)
    {
        var run = _session.RunToFailure($"$all | Send-CisNotification -PassThru -Notifier {notifier}");

        Assert.Equal($"NotifierNotFound,{Command}", run.FailureId);
        Assert.Empty(run.Output);
        Assert.Empty(run.HostLines);
    }

    [Fact]
    public void A_notification_is_sent_again_as_it_was()
    {
        var digest = new CisDigest(CisNotificationLevel.Error);
        _session.Run("$all").Findings.ToList().ForEach(digest.Add);
        var notification = Assert.Single(digest.Notifications());

        var run = _session.RunWithInput("$input | Send-CisNotification -NotificationLevel verbose -PassThru", new[] { notification });

        Assert.Equal([Header, Error], run.HostLines);
        Assert.Empty(run.Output);
        Assert.Equal(2, notification.Messages.Length);
    }

    [Theory]
    [InlineData("'text'")]
    [InlineData("7")]
    [InlineData("[pscustomobject]@{ Status = 'Fail' }")]
    [InlineData("@{}")]
    public void Another_object_than_a_finding_is_an_error_and_the_rest_is_sent(string source)
    {
        var run = _session.Run($"@({source}; $clean) | Send-CisNotification");

        Assert.Equal([$"NotAFinding,{Command}"], run.ErrorIds);
        Assert.Equal(2, run.HostLines.Count);
    }

    [Fact]
    public void A_level_that_does_not_exist_ends_the_command()
        => Assert.Equal($"CannotConvertArgumentNoMessage,{Command}", _session.RunToFailure("$all | Send-CisNotification -NotificationLevel loud").FailureId);
}
