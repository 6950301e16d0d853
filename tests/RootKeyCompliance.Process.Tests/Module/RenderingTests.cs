using RootKeyCompliance.Formatting;

namespace RootKeyCompliance.Tests;

/// <summary>The default tables in a console: columns, colours and NO_COLOR.</summary>
public sealed class RenderingTests
{
    private const string Escape = "\u001b";

    private const string OneOfEach =
        "@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 333344445555 -AccountName data; "
        + "@{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 222233334444; "
        + "@{ AccountAccessKeysPresent = 'many' } | Test-CisRootAccessKey -AccountId 444455556666 -AccountName sandbox -ErrorAction Ignore; "
        + "[pscustomobject]@{ Id = '555566667777'; Name = 'old'; State = 'SUSPENDED' } | Test-CisRootAccessKey";

    [Fact]
    public async Task Findings_and_pipelines_are_tables()
    {
        using var folder = new TemporaryFolder();
        folder.Write("prod.csv", ReportCsv.Of("111122223333", KeySlot.Active, KeySlot.Inactive));

        var result = await ModuleProcess.RunAsync(
            OneOfEach + "; Test-CisRootAccessKey -ReportPath prod.csv, none.csv -ThrottleLimit 1 -ErrorAction Ignore; "
            + "@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 666677778888 -AccountName \"a$([char]27)[31m`nb$([char]0x202E)c\"; "
            + "Get-CisPipeline cis_v400_1_4 | Out-String -Width 120",
            folder.Path);

        var lines = result.Lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray();
        Assert.Equal(
            [
                "Status  Severity AccountId    Name                 Detail",
                "------  -------- ---------    ----                 ------",
                "Pass    None     333344445555 data                 no key",
                "Fail    Critical 222233334444                      key present",
                "Error   Unknown  444455556666 sandbox              SummaryInvalid",
                "Skipped None     555566667777 old                  SUSPENDED",
                "Fail    Critical 111122223333 prod.csv             1 active, 1 inactive",
                "Error   Unknown               none.csv             ReportNotFound",
            ],
            lines[..8]);
        Assert.Matches("^Pass    None     666677778888 a.*b.*c +no key$", lines[8]);
        Assert.Equal("ControlId     Benchmark                            Title", lines[9]);
        Assert.StartsWith("cis_v400_1_4  CIS AWS Foundations Benchmark v4.0.0 1.4 Ensure no 'root' user", lines[11], StringComparison.Ordinal);
        Assert.Empty(result.Error);
        Assert.DoesNotContain(Escape, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_follow_the_status_where_colours_are_wanted()
    {
        var result = await ModuleProcess.RunAsync("$PSStyle.OutputRendering = 'Ansi'; " + OneOfEach, ("NO_COLOR", ""));

        string[] coloured = ["[32mPass", "[91mFail", "[93mError", "[90mSkipped"];
        Assert.All(coloured, word => Assert.Contains($"{Escape}{word}{Escape}[0m", result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$PSStyle.OutputRendering = 'PlainText'; ", "")]
    [InlineData("", "1")]
    public async Task Plain_text_has_no_escapes(string setting, string noColor)
    {
        var result = await ModuleProcess.RunAsync(setting + OneOfEach + " | Send-CisNotification; " + OneOfEach, ("NO_COLOR", noColor));

        Assert.DoesNotContain(Escape, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains(result.Lines, line => line.StartsWith("Fail    Critical 222233334444", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NO_COLOR_wins_over_the_status_colours()
    {
        var result = await ModuleProcess.RunAsync("$PSStyle.OutputRendering = 'Ansi'; " + OneOfEach, ("NO_COLOR", "1"));

        Assert.DoesNotContain($"{Escape}[91m", result.Output, StringComparison.Ordinal);
        Assert.Contains("Fail    ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null, "")]
    [InlineData("o-1/r-1/ou-1/", null, null, null, "o-1/r-1/ou-1/")]
    [InlineData("o-1/r-1/", true, null, null, "o-1/r-1/ (management)")]
    [InlineData(null, true, null, null, "(management)")]
    [InlineData(null, null, "audit", null, "profile")]
    [InlineData(null, null, "audit", "expired", "ExpiredCredentials")]
    public void Detail_of_an_account_is_its_place_or_the_reason_why_it_is_missing(string? path, bool? manages, string? profile, string? code, string detail)
    {
        var account = new CisAccount
        {
            OrganizationalUnitPath = path,
            IsManagementAccount = manages,
            ProfileName = profile,
            Fault = code is null ? null : CisFaults.ExpiredCredentials(code),
        };

        Assert.Equal(detail, AccountView.Detail(account));
    }

    [Fact]
    public void Name_of_an_account_is_one_line_and_else_that_of_its_profile()
    {
        Assert.Equal("audit", AccountView.Name(new CisAccount { ProfileName = "audit" }));
        Assert.Equal("a b", AccountView.Name(new CisAccount { Name = "a\nb", ProfileName = "audit" }));
        Assert.Equal(("", ""), (AccountView.Name(null), AccountView.Detail(null)));
    }

    [Fact]
    public async Task Notification_lines_are_shown_by_the_host_and_errors_go_to_stderr()
    {
        var result = await ModuleProcess.RunAsync("@{ AccountAccessKeysPresent = 'x' } | Test-CisRootAccessKey -AccountId 444455556666 | Send-CisNotification");

        Assert.Equal(3, result.Lines.Count);
        Assert.StartsWith("Could not check account 444455556666: ", result.Lines[2], StringComparison.Ordinal);
        Assert.Contains("Could not check account 444455556666", result.Error, StringComparison.Ordinal);
    }
}
