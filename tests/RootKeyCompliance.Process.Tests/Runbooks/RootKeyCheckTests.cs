using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

/// <summary>Invoke-RootKeyCheck.ps1 against a fake organization: its reports, notifications, baseline and exit code.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class RootKeyCheckTests
{
    private const string First = "111111111111";
    private const string Second = "222222222222";

    [Fact]
    public async Task Every_account_is_in_the_reports_and_only_failures_are_alerts()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First), FakeAccounts.Denied(Second)]));
        lab.Write(Path.Combine("reports", "root-keys.html"), "a report of an earlier run");

        var lines = await lab.RunAsync(Check(lab, "-CentralRootAccess"));

        Assert.Equal("3 1 1 0 1 2", lines[^1]);
        Assert.Equal(
            ["root-keys.html", "root-keys.json", "root-keys.junit.xml", "root-keys.sarif"],
            Directory.EnumerateFileSystemEntries(Reports(lab)).Select(path => Path.GetFileName(path)).Sorted());
        var findings = RunbookLab.ReadJson(Path.Combine(Reports(lab), "root-keys.json"))["findings"]!.AsArray();
        Assert.Equal(
            [$"{First} Fail", $"{OrganizationLab.Management} Pass", $"{Second} Error"],
            findings.Select(each => $"{each!["accountId"]} {each["status"]}").Sorted());
        var suite = XDocument.Load(Path.Combine(Reports(lab), "root-keys.junit.xml")).Descendants("testsuite").Single();
        Assert.Equal(("3", "1", "1"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!, (string)suite.Attribute("errors")!));
        var alert = Assert.Single(RunbookLab.ReadJson(Path.Combine(Reports(lab), "root-keys.sarif"))["runs"]![0]!["results"]!.AsArray())!;
        Assert.Contains(First, (string)alert["message"]!["text"]!, StringComparison.Ordinal);
        Assert.Contains(First, await File.ReadAllTextAsync(Path.Combine(Reports(lab), "root-keys.html"), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FakeAccountKind.NoKey, "0 2 0 0 0 0")]
    [InlineData(FakeAccountKind.Suspended, "0 1 0 1 0 0")]
    [InlineData(FakeAccountKind.RoleDenied, "2 1 0 0 1 1")]
    [InlineData(FakeAccountKind.OneInactive, "3 1 1 0 0 1")]
    public async Task Exit_code_is_that_of_the_worst_finding(FakeAccountKind kind, string expected)
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.Create(First, kind)]));

        Assert.Equal(expected, (await lab.RunAsync(Check(lab, "-RoleName Auditor")))[^1]);
    }

    [Fact]
    public async Task Account_of_the_credentials_is_checked_without_access_parameters()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));

        Assert.Equal("0 1 0 0 0 0", (await lab.RunAsync(Check(lab, "")))[^1]);

        Assert.Equal(0, lab["alpha"].Requests.CountOf("ListAccounts"));
    }

    [Fact]
    public async Task Key_is_notified_once_and_an_Error_every_time()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First), FakeAccounts.Denied(Second)]));
        var check = Check(lab, $"-CentralRootAccess -BaselinePath '{lab.At("state.json")}'");

        var first = await lab.RunAsync(check);
        var again = await lab.RunAsync(check);
        lab["alpha"].Add(FakeAccounts.TwoActiveKeys("333333333333"));
        var third = await lab.RunAsync(check);

        Assert.Equal(["3 1 1 0 1 2", "3 1 1 0 1 1", "3 1 2 0 1 2"], new[] { first[^1], again[^1], third[^1] });
        Assert.Contains(first, line => line.StartsWith($"Detected IAM <root_account> [{First}]", StringComparison.Ordinal));
        Assert.DoesNotContain(again, line => line.StartsWith("Detected", StringComparison.Ordinal));
        Assert.Contains(again, line => line.StartsWith($"Could not check account {Second}", StringComparison.Ordinal));
        Assert.Equal("Detected 1 IAM root user(s) with access keys.", third.Single(line => line.StartsWith("Detected ", StringComparison.Ordinal) && line.Contains("user(s)", StringComparison.Ordinal)));
        Assert.Contains(third, line => line.StartsWith("Detected IAM <root_account> [333333333333]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failed_notification_fails_the_script_and_is_repeated_by_the_next_run()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));
        var topic = $"$topic = New-CisNotifier -Sns -TopicArn arn:aws:sns:us-east-1:{OrganizationLab.Management}:gone -ProfileName alpha; ";
        var baseline = $"-CentralRootAccess -BaselinePath '{lab.At("state.json")}'";

        var failure = await Assert.ThrowsAsync<RunbookFailure>(() => lab.RunAsync(topic + Check(lab, $"{baseline} -Notifier $topic")));
        Assert.False(File.Exists(lab.At("state.json")));
        var next = await lab.RunAsync(Check(lab, baseline));

        Assert.StartsWith("DeliveryFailed", failure.Message, StringComparison.Ordinal);
        Assert.Equal("3 1 1 0 0 1", next[^1]);
        Assert.True(File.Exists(lab.At("state.json")));
    }

    [Fact]
    public async Task Known_key_still_counts_when_the_check_fails()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));
        var check = Check(lab, $"-CentralRootAccess -BaselinePath '{lab.At("state.json")}'");
        await lab.RunAsync(check);
        lab["alpha"].Faults.Always("ListAccounts", FakeFault.AccessDenied);

        Assert.Equal("3 0 1 0 1 1", (await lab.RunAsync(check))[^1]);
    }

    [Fact]
    public async Task Damaged_baseline_ends_the_script_before_any_notification_and_is_kept()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));
        var baseline = lab.Write("state.json", "{ \"findings\": [");

        var failure = await Assert.ThrowsAsync<RunbookFailure>(
            () => lab.RunAsync(Check(lab, $"-CentralRootAccess -BaselinePath '{baseline}'")));

        Assert.StartsWith("BaselineDamaged", failure.Message, StringComparison.Ordinal);
        Assert.Equal("{ \"findings\": [", await File.ReadAllTextAsync(baseline, Token));
        Assert.False(File.Exists(Path.Combine(Reports(lab), "root-keys.html")));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Reports(RunbookLab lab) => lab.At("reports");

    // The lines that people are told, and last the exit code and the counts.
    private static string Check(RunbookLab lab, string arguments)
        => $". {{ {RunbookLab.Call("Invoke-RootKeyCheck.ps1")} -OutputPath '{Reports(lab)}' -ProfileName alpha {arguments} }} 6>&1 | ForEach-Object {{ "
        + "if ($_ -is [System.Management.Automation.InformationRecord]) { \"$_\" } else { $summary = $_ } }; "
        + "\"$LASTEXITCODE $($summary.Pass) $($summary.Fail) $($summary.Skipped) $($summary.Error) $($summary.Told)\"";
}
