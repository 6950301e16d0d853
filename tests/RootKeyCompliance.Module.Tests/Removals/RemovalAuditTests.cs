using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>The audit file: no deletion without a line in it, and no line is ever lost.</summary>
public sealed class RemovalAuditTests : IDisposable
{
    private const string Remove = "Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false -AuditPath $audit";

    private readonly TemporaryFolder _folder = new();

    private string Audit => Path.Combine(_folder.Path, "audit.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_deletion_has_a_line_before_its_request_and_a_line_before_its_object()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111", usedDaysAgo: 200)));
        lab.Aws.Faults.Next("DeleteAccessKey", FakeFault.Stall);

        using var running = lab.Session.Start(Remove);
        await lab.Aws.Requests.WaitForRequestAsync("DeleteAccessKey", TestContext.Current.CancellationToken);
        var before = Assert.Single(ReadShared());
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(30));

        Assert.Equal("Deleting", Event(before));
        Assert.Equal("AKIA…1111", before.GetProperty("accessKeyId").GetString());
        Assert.Equal("2222", before.GetProperty("accountId").GetString()![..4]);
        Assert.False(before.TryGetProperty("verified", out _));

        // Stopped: nobody saw the answer, and the file says so.
        await FreeAsync();
        Assert.Equal<IEnumerable<string>>(["Deleting", "Interrupted"], Read().Select(Event));

        var run = lab.Remove(Remove);
        Assert.Equal(["AKIA…1111 Deleted"], run.Outcomes());
        var lines = Read();
        Assert.Equal<IEnumerable<string>>(["Deleting", "Interrupted", "Deleting", "Answered", "Deleted"], lines.Select(Event));
        Assert.True(lines[4].GetProperty("verified").GetBoolean());
        Assert.Equal(run.Removals()[0].RequestId, lines[3].GetProperty("requestId").GetString());
        Assert.Equal(run.Removals()[0].RequestId, lines[4].GetProperty("requestId").GetString());
        Assert.Equal(2, lines.Select(line => line.GetProperty("run").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_answer_of_AWS_is_written_before_the_key_is_looked_for()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Next("ListAccessKeys", FakeFault.Delay(TimeSpan.Zero), 2);
        lab.Aws.Faults.Always("ListAccessKeys", FakeFault.Stall);

        using var running = lab.Session.Start(Remove);
        await lab.Aws.Requests.WaitAsync(
            request => request.Action == "ListAccessKeys" && lab.Aws.Requests.CountOf("DeleteAccessKey") == 1, TestContext.Current.CancellationToken);
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(30));

        await FreeAsync();
        var lines = Read();
        Assert.Equal<IEnumerable<string>>(["Deleting", "Answered", "Deleted"], lines.Select(Event));
        Assert.False(lines[2].GetProperty("verified").GetBoolean());
        Assert.NotNull(lines[2].GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Every_decision_has_a_line_and_lines_are_only_added()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111", usedDaysAgo: 1)), RootKeys.In("222233335555"));
        File.WriteAllText(Audit, "{\"torn\":");

        lab.Session.Run($"'222233334444', '222233335555', '123456789012', '123' | Remove-CisRootAccessKey @aws -Confirm:$false -AuditPath $audit -ErrorAction SilentlyContinue");

        var lines = File.ReadAllLines(Audit);
        Assert.Equal("{\"torn\":", lines[0]);
        Assert.Equal(["AlreadyGone", "Failed", "Refused", "Refused"], lines.Skip(1).Select(line => Event(Parse(line))).Sorted());
    }

    [Fact]
    public async Task WhatIf_and_its_preference_write_no_file_and_delete_nothing()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111")));

        lab.Remove($"{Remove} -WhatIf; $WhatIfPreference = $true; {Remove}");

        Assert.False(File.Exists(Audit));
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_or_that_another_run_holds_prevents_every_request()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.With("audit", Path.Combine(_folder.Path, "nowhere", "audit.jsonl"));
        Assert.Equal($"AuditNotWritable,{CommandNames.Remove}", lab.Session.RunToFailure(Remove).FailureId);

        lab.Session.With("audit", Audit);
        await using (new FileStream(Audit, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal($"AuditNotWritable,{CommandNames.Remove}", lab.Session.RunToFailure(Remove).FailureId);
        }

        Assert.Equal(0, lab.Aws.Requests.Count);
        Assert.Equal(["AKIA…1111 Deleted"], lab.Remove(Remove).Outcomes());
    }

    [Fact]
    public async Task The_path_starts_at_the_sessions_location_and_the_file_is_private()
    {
        await using var lab = await StartAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.At(_folder.Path);

        lab.Remove("Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false -AuditPath ./mine.jsonl");

        var file = Path.Combine(_folder.Path, "mine.jsonl");
        Assert.Equal(3, File.ReadAllLines(file).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static string Event(JsonElement line) => line.GetProperty("event").GetString()!;

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private JsonElement[] Read() => [.. File.ReadAllLines(Audit).Select(Parse)];

    /// <summary>While a run holds the file: as another program would read it, who asks for no lock.</summary>
    private JsonElement[] ReadShared()
    {
        var copy = Path.Combine(_folder.Path, "copy.jsonl");
        using var copying = System.Diagnostics.Process.Start(OperatingSystem.IsWindows() ? "cmd" : "cp", OperatingSystem.IsWindows() ? ["/c", "copy", Audit, copy] : [Audit, copy]);
        copying.WaitForExit();
        return [.. File.ReadAllLines(copy).Select(Parse)];
    }

    /// <summary>The stopped run lets go of the file when its work has ended, which nobody waits for.</summary>
    private async Task FreeAsync()
    {
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            try
            {
                await using var file = new FileStream(Audit, FileMode.Open, FileAccess.Read, FileShare.None);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < limit)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<AwsLab> StartAsync(params FakeAccount[] accounts)
    {
        var lab = await AwsLab.WithHostAsync(accounts);
        lab.Session.With("audit", Audit);
        return lab;
    }
}
