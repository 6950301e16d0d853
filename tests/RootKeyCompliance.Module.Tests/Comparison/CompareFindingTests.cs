namespace RootKeyCompliance.Tests;

/// <summary>Compare-CisFinding: changes since the last run, and a file that is never incomplete.</summary>
public sealed class CompareFindingTests : IDisposable
{
    private const string Compare = "$now | Compare-CisFinding -Baseline $file";
    private const string Command = "RootKeyCompliance.Commands.CompareCisFindingCommand";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleSession _session;

    public CompareFindingTests() => _session = ModuleSession.Open().With("file", File_);

    private string File_ => Path.Combine(_folder.Path, "state.json");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Runs_build_on_each_other()
    {
        Assert.Equal(["0 Fail New", "1 Pass Unchanged", "2 Error Unknown"], Run(CisStatus.Fail, CisStatus.Pass, CisStatus.Error));
        Assert.Equal(["0 Error Unknown", "1 Fail New", "2 Fail New"], Run(CisStatus.Error, CisStatus.Fail, CisStatus.Fail));

        // The error in between has not made anybody forget the first account's key.
        Assert.Equal(["0 Fail Unchanged", "1 Pass Resolved", "2 Error Unknown"], Run(CisStatus.Fail, CisStatus.Pass, CisStatus.Error));
        Assert.Equal<IEnumerable<string>>(["0 Pass Resolved", "2 Fail Unknown"], Run(CisStatus.Pass).Order(StringComparer.Ordinal));
        Assert.Equal(["0 Pass Unchanged", "1 Pass Unchanged", "2 Fail Unchanged"], Run(CisStatus.Pass, CisStatus.Pass, CisStatus.Fail));
    }

    [Fact]
    public void Without_UpdateBaseline_the_file_stays()
    {
        Run(CisStatus.Fail);
        var before = File.ReadAllText(File_);

        var run = _session.Now(CisStatus.Pass, CisStatus.Fail).Run(Compare);

        Assert.Equal(["0 Pass Resolved", "1 Fail New"], run.Changes());
        Assert.Equal(before, File.ReadAllText(File_));
    }

    [Theory]
    [InlineData("$now | Compare-CisFinding -Baseline $file -UpdateBaseline -WhatIf")]
    [InlineData("$now | Compare-CisFinding -Baseline $file -UpdateBaseline | Select-Object -First 1")]
    [InlineData("$now | Compare-CisFinding -Baseline $file -UpdateBaseline | ForEach-Object { throw 'downstream' }")]
    [InlineData("& { $now; throw 'upstream' } | Compare-CisFinding -Baseline $file -UpdateBaseline")]
    public void A_pipeline_that_fails_leaves_the_file(string script)
    {
        Run(CisStatus.Fail);
        var before = File.ReadAllText(File_);

        _session.Now(CisStatus.Pass, CisStatus.Pass).Run(script);

        Assert.Equal(before, File.ReadAllText(File_));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"rootkeycompliance.findings","version":2,"findings":[]}""")]
    [InlineData("""{"type":"rootkeycompliance.findings","version":1}""")]
    [InlineData("""{"type":"rootkeycompliance.findings","version":1,"findings":[{}]}""")]
    [InlineData("""{"type":"rootkeycompliance.findings","version":1,"findings":[{"controlId":"\ud800"}]}""")]
    [InlineData("""{"type":"rootkeycompliance.notification","version":1,"findings":[]}""")]
    [InlineData("\u0001\u0002\u0003")]
    public void A_damaged_baseline_is_an_error_and_never_overwritten(string text)
    {
        File.WriteAllText(File_, text);

        var run = _session.Now(CisStatus.Fail).RunToFailure($"{Compare} -UpdateBaseline");

        Assert.Equal($"BaselineDamaged,{Command}", run.FailureId);
        Assert.Empty(run.Output);
        Assert.Equal(text, File.ReadAllText(File_));
    }

    [Fact]
    public void A_baseline_that_was_cut_or_whose_account_ids_were_changed_is_damaged()
    {
        Run(CisStatus.Fail, CisStatus.Error);
        var whole = File.ReadAllBytes(File_);
        for (var length = 0; length < whole.Length - 1; length += 37)
        {
            File.WriteAllBytes(File_, whole[..length]);
            Assert.Equal($"BaselineDamaged,{Command}", _session.RunToFailure(Compare).FailureId);
        }

        File.WriteAllText(File_, System.Text.Encoding.UTF8.GetString(whole).Replace(Baselines.Account(0), "999988887777", StringComparison.Ordinal));
        Assert.Equal($"BaselineDamaged,{Command}", _session.RunToFailure($"{Compare} -UpdateBaseline").FailureId);
    }

    [Fact]
    public void A_missing_baseline_is_an_error()
    {
        Assert.Equal($"BaselineNotFound,{Command}", _session.Now(CisStatus.Fail).RunToFailure(Compare).FailureId);
        Assert.False(File.Exists(File_));
        _session.With("file", Path.Combine(_folder.Path, "nowhere", "state.json"));
        Assert.Equal($"BaselineNotWritable,{Command}", _session.RunToFailure($"{Compare} -UpdateBaseline").FailureId);
    }

    [Fact]
    public void Findings_are_a_baseline_too_and_a_report_is_one()
    {
        _session.With("before", new[] { Baselines.Finding(Baselines.Account(0), CisStatus.Fail), Baselines.Finding(Baselines.Account(1), CisStatus.Pass) })
            .Now(CisStatus.Pass, CisStatus.Fail);

        Assert.Equal(["0 Pass Resolved", "1 Fail New"], _session.Run("$now | Compare-CisFinding $before").Changes());
        Assert.Equal($"ParameterConflict,{Command}", _session.RunToFailure("$now | Compare-CisFinding $before -UpdateBaseline").FailureId);
        Assert.Equal($"NotAFinding,{Command}", _session.RunToFailure("$now | Compare-CisFinding 1, 2").FailureId);

        _session.Run("$before | Export-CisReport -Path $file").ThrowIfFailed();
        Assert.Equal(["0 Pass Resolved", "1 Fail New"], _session.Run(Compare).Changes());
    }

    [Fact]
    public void An_empty_run_is_a_baseline_and_a_file_object_names_one()
    {
        _session.Now(CisStatus.Fail, CisStatus.Pass);
        Assert.Equal(["0 Fail New", "1 Pass Unchanged"], _session.Run("$now | Compare-CisFinding @()").Changes());

        Run(CisStatus.Fail, CisStatus.Pass);
        Assert.Equal(["0 Fail Unchanged", "1 Pass Unchanged"], _session.With("info", new FileInfo(File_)).Run("$now | Compare-CisFinding $info").Changes());
        Assert.Equal($"ParameterEmpty,{Command}", _session.RunToFailure("$now | Compare-CisFinding ''").FailureId);
        Assert.Equal($"BaselineNotReadable,{Command}", _session.RunToFailure("$now | Compare-CisFinding Env:state -UpdateBaseline").FailureId);
    }

    [Fact]
    public void Findings_without_an_account_never_resolve_each_other()
    {
        const string Summary = "[pscustomobject]@{ AccountAccessKeysPresent = $keys } | Test-CisRootAccessKey | Compare-CisFinding -Baseline $file -UpdateBaseline | ForEach-Object { \"$($_.Status) $($_.Change)\" }";

        Assert.Equal(["Fail New"], _session.With("keys", 1).Run(Summary).Texts);
        Assert.Equal(["Pass Unknown"], _session.With("keys", 0).Run(Summary).Texts);
    }

    [Fact]
    public void Of_two_findings_of_an_account_the_failure_is_kept()
    {
        Run(CisStatus.Fail);
        _session.With("now", new[] { Baselines.Finding(Baselines.Account(0), CisStatus.Fail), Baselines.Finding(Baselines.Account(0), CisStatus.Pass) });

        Assert.Equal(["0 Fail Unchanged", "0 Pass Unknown"], _session.Run($"{Compare} -UpdateBaseline").Changes());
        Assert.Equal(["0 Pass Resolved"], _session.Now(CisStatus.Pass).Run(Compare).Changes());
    }

    [Fact]
    public void An_inactive_key_that_becomes_allowed_is_not_resolved()
    {
        const string Script = "[pscustomobject]@{ user = '<root_account>'; arn = 'arn:aws:iam::111122223333:root'; access_key_1_active = 'false'; access_key_1_last_rotated = '2024-01-01T00:00:00+00:00'; access_key_2_active = 'false'; access_key_2_last_rotated = 'N/A' } "
            + "| Test-CisRootAccessKey -AllowInactiveKey:$allow | Compare-CisFinding -Baseline $file -UpdateBaseline | ForEach-Object { \"$($_.Status) $($_.Change)\" }";

        Assert.Equal(["Fail New"], _session.With("allow", false).Run(Script).Texts);
        Assert.Equal(["Pass Unchanged"], _session.With("allow", true).Run(Script).Texts);
        Assert.Equal(["Fail Unchanged"], _session.With("allow", false).Run(Script).Texts);
    }

    [Fact]
    public void Accounts_that_another_run_writes_meanwhile_are_kept()
    {
        Run(CisStatus.Fail, CisStatus.Pass);
        using var other = ModuleSession.Open().With("file", File_)
            .With("now", new[] { Baselines.Finding(Baselines.Account(5), CisStatus.Fail) });
        _session.Now(CisStatus.Pass).With("other", (Action)(() => other.Run($"{Compare} -UpdateBaseline").ThrowIfFailed()));

        // The other run begins and ends while this one is under way.
        _session.Run("& { $other.Invoke(); $now } | Compare-CisFinding -Baseline $file -UpdateBaseline").ThrowIfFailed();

        using var file = File.OpenRead(File_);
        Assert.Equal(["0 Pass", "1 Pass", "5 Fail"], JsonReportReader.Read(file).Select(finding => $"{finding.AccountId![^1]} {finding.Status}").Sorted());
    }

    [Fact]
    public void Errors_are_not_kept_and_a_table_row_is_an_error_beside_the_findings()
    {
        Run(CisStatus.Error, CisStatus.Pass);
        using (var file = File.OpenRead(File_))
        {
            Assert.Equal(CisStatus.Pass, Assert.Single(JsonReportReader.Read(file)).Status);
        }

        var run = _session.Now(CisStatus.Fail).Run("'x', $now[0], [pscustomobject]@{ Fingerprint = 'x'; ControlId = 'cis_v400_1_4'; Status = 'Pass'; Severity = 'None'; Source = 'Iam'; AccessKeys = 'text'; AccessKeysPresent = 'False' } | Compare-CisFinding -Baseline $file");
        Assert.Equal(["0 Fail New"], run.Changes());
        Assert.Equal([$"NotAFinding,{Command}", $"NotAFinding,{Command}"], run.ErrorIds);
    }

    [Fact]
    public void Two_runs_at_once_leave_one_of_their_files()
    {
        Run(CisStatus.Fail);
        Parallel.For(0, 8, index =>
        {
            using var session = ModuleSession.Open().With("file", File_).Now([.. Enumerable.Repeat(CisStatus.Fail, 50 + index)]);
            session.Run($"{Compare} -UpdateBaseline").ThrowIfFailed();
        });

        using var file = File.OpenRead(File_);
        Assert.InRange(JsonReportReader.Read(file).Count, 50, 57);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    private string[] Run(params CisStatus[] statuses)
    {
        var run = _session.Now(statuses).Run($"{Compare} -UpdateBaseline");
        run.ThrowIfFailed();
        return run.Changes();
    }
}
