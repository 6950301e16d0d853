using System.Globalization;
using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Tests;

/// <summary>How the file is written: whole, by one writer at a time, and for its owner alone.</summary>
public sealed class ConfigurationWritingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Location => Path.Combine(_folder.Path, "config.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_that_is_not_changed_stays_as_it_was_in_its_order()
    {
        _folder.Write(
            "config.json",
            """
            { "connections": { "steampipe": { "b": { "password": "env:P", "connectionString": "Host=h" } } },
              "notifiers": { "zeta": { "channel": "#ä<>&'", "token": "env:T", "type": "SLACK" }, "Mid": { "type": "console" },
                "alpha": [ { "type": "email", "smtpServer": "m", "from": "a@b.c", "to": ["a@b.c"], "port": 25 } ] }, "$schema": "s" }
            """);

        Set("MID", Teams("env:TEAMS"));
        Set("new", Teams("env:TEAMS"));

        Assert.Equal(
            """
            {
              "connections": {
                "steampipe": {
                  "b": {
                    "password": "env:P",
                    "connectionString": "Host=h"
                  }
                }
              },
              "notifiers": {
                "zeta": {
                  "channel": "#ä<>&'",
                  "token": "env:T",
                  "type": "SLACK"
                },
                "Mid": {
                  "type": "teams",
                  "webhookUrl": "env:TEAMS"
                },
                "alpha": [
                  {
                    "type": "email",
                    "smtpServer": "m",
                    "from": "a@b.c",
                    "to": [
                      "a@b.c"
                    ],
                    "port": 25
                  }
                ],
                "new": {
                  "type": "teams",
                  "webhookUrl": "env:TEAMS"
                }
              },
              "$schema": "s"
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Location).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Only_the_owner_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var path = Path.Combine(_folder.Path, "new", "config.json");

        UserConfiguration.SetNotifier(new ConfigurationFile(path), "a", [Teams("env:T")], append: false, CancellationToken.None);

        AssertModes(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        UserConfiguration.SetNotifier(new ConfigurationFile(path), "b", [Teams("env:T")], append: false, CancellationToken.None);
        AssertModes(path);
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var elsewhere = new TemporaryFolder();
        var target = elsewhere.Write("real.json", "{}");
        var middle = Path.Combine(_folder.Path, "middle.json");
        File.CreateSymbolicLink(middle, target);
        File.CreateSymbolicLink(Location, "middle.json");

        Set("a", Teams("env:T"));

        Assert.Equal("middle.json", new FileInfo(Location).LinkTarget);
        Assert.Equal(target, new FileInfo(middle).LinkTarget);
        Assert.Equal(["a"], UserConfiguration.Load(target).NotifierNames);
        Assert.DoesNotContain(Directory.EnumerateFiles(elsewhere.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"notifiers\": ")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"pager\" } } }")]
    public void A_damaged_file_is_never_written_over(string text)
    {
        _folder.Write("config.json", text);

        Assert.Equal("ConfigurationInvalid", Assert.Throws<CisException>(() => Set("b", Teams("env:T"))).Fault.ErrorId);
        Assert.Equal("ConfigurationInvalid", Assert.Throws<CisException>(() => Remove("a")).Fault.ErrorId);
        Assert.Equal(text, File.ReadAllText(Location));

        File.Delete(Location);
        Directory.CreateDirectory(Location);
        Assert.Equal("ConfigurationNotReadable", Assert.Throws<CisException>(() => Set("b", Teams("env:T"))).Fault.ErrorId);
    }

    [Fact]
    public void Removing_a_missing_notifier_writes_nothing()
    {
        const string Text = "{ \"notifiers\": { } }";
        _folder.Write("config.json", Text);

        Assert.False(Remove("a"));
        Assert.Equal(Text, File.ReadAllText(Location));
    }

    [Fact]
    public void A_file_that_would_be_too_large_to_be_read_is_not_written()
    {
        Set("a", Teams("env:T"));

        var e = Assert.Throws<CisException>(() => Set("b", Teams("https://example.com/" + new string('x', ConfigurationFile.LongestFile))));

        Assert.Equal("ConfigurationNotWritable", e.Fault.ErrorId);
        Assert.Equal(["a"], UserConfiguration.Load(Location).NotifierNames);
        Assert.Equal(["config.json", "config.json.lock"], Directory.EnumerateFiles(_folder.Path).Select(path => Path.GetFileName(path)).Sorted());
    }

    [Fact]
    public void A_file_that_is_held_for_too_long_is_not_waited_for()
    {
        Set("a", Teams("env:T"));
        using (new FileStream(Location + ConfigurationFile.LockSuffix, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            var file = new ConfigurationFile(Location) { Patience = TimeSpan.FromMilliseconds(100) };
            var e = Assert.Throws<CisException>(() => UserConfiguration.SetNotifier(file, "b", [Teams("env:T")], append: false, CancellationToken.None));
            Assert.Equal("ConfigurationBusy", e.Fault.ErrorId);

            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            Assert.Throws<OperationCanceledException>(
                () => UserConfiguration.SetNotifier(new ConfigurationFile(Location), "b", [Teams("env:T")], append: false, stop.Token));
        }

        Set("c", Teams("env:T"));
        Assert.Equal(["a", "c"], UserConfiguration.Load(Location).NotifierNames);
    }

    [Theory]
    [InlineData("config.json", "config.json.0123456789abcdef0123456789abcdef.tmp", false)]
    [InlineData("config.json", "config.json.tmp", true)]
    [InlineData("config.json", "config.json.backup.tmp", true)]
    [InlineData("config.json", "config.json.0123456789abcdef0123456789abcdef0.tmp", true)]
    [InlineData("config.json", "other.json.0123456789abcdef0123456789abcdef.tmp", true)]
    [InlineData("c*.json", "config.json.0123456789abcdef0123456789abcdef.tmp", true)]
    public void The_remains_of_an_interrupted_writer_are_removed_and_other_files_stay(string name, string left, bool stays)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.Contains('*', StringComparison.Ordinal), "Windows has no such names.");
        var remains = _folder.Write(left, "secret");

        UserConfiguration.SetNotifier(
            new ConfigurationFile(Path.Combine(_folder.Path, name)), "a", [Teams("env:T")], append: false, TestContext.Current.CancellationToken);

        Assert.Equal(stays, File.Exists(remains));
    }

    [Fact]
    public async Task Many_writers_lose_nothing_and_no_reader_sees_half_a_file()
    {
        const string Script =
            "1..8 | ForEach-Object { Set-CisNotifier p$env:WRITER-$_ -Teams -WebhookUrl env:T; Set-CisNotifier shared -Teams -WebhookUrl env:T -Append }";
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    UserConfiguration.Load(Location);
                }
            },
            TestContext.Current.CancellationToken);

        var others = Thorough.Choose(normal: 1, thorough: 3);
        var processes = Enumerable.Range(0, others)
            .Select(number => ModuleProcess.RunAsync(Script, (Repository.ConfigurationVariable, Location), ("WRITER", $"{number}"))).ToList();
        var threads = Enumerable.Range(0, 4).Select(number => Task.Run(
            () =>
            {
                for (var turn = 1; turn <= 8; turn++)
                {
                    Set($"t{number}-{turn}", Teams("env:T"));
                    UserConfiguration.SetNotifier(new ConfigurationFile(Location), "shared", [Teams("env:T")], append: true, CancellationToken.None);
                }
            },
            TestContext.Current.CancellationToken)).ToList();
        await Task.WhenAll(threads);
        Assert.All(await Task.WhenAll(processes), result => Assert.Equal("", result.Error + result.Output));
        await stop.CancelAsync();
        await reader;

        var configuration = UserConfiguration.Load(Location);
        var expected = Enumerable.Range(1, 8).SelectMany(turn => Enumerable.Range(0, 4).Select(number => $"t{number}-{turn}")
            .Concat(Enumerable.Range(0, others).Select(number => $"p{number}-{turn}"))).Append("shared");
        Assert.Equal(expected.Sorted(), configuration.NotifierNames.Sorted());
        Assert.Equal((4 + others) * 8, configuration.Notifiers("shared").Count);
    }

    [Fact]
    public async Task A_killed_writer_leaves_the_old_file_or_the_new_one()
    {
        const string Script =
            "for ($i = 1; $true; $i++) { Set-CisNotifier n -Teams -WebhookUrl \"env:N$i\"; [Console]::Out.WriteLine($i) }";
        Set("keep", Teams("env:" + new string('K', 100_000)));
        var random = new Random(4711);
        for (var round = Thorough.Choose(normal: 2, thorough: 12); round > 0; round--)
        {
            using var process = ModuleProcess.Start(Script, Repository.Root, (Repository.ConfigurationVariable, Location));
            var seen = 0;
            for (var lines = random.Next(1, 12); lines > 0; lines--)
            {
                var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                seen = int.Parse(Assert.IsType<string>(line), CultureInfo.InvariantCulture);
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            // It had written at least the number that it printed, and may have written more until it was killed.
            var configuration = UserConfiguration.Load(Location);
            Assert.Equal(["keep", "n"], configuration.NotifierNames);
            var written = configuration.Notifiers("n").Single().Text(NotifierSetting.WebhookUrl)!["env:N".Length..];
            Assert.True(int.Parse(written, CultureInfo.InvariantCulture) >= seen);
        }

        Set("last", Teams("env:T"));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static void AssertModes(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(path));
        Assert.Equal(Owner, File.GetUnixFileMode(path + ConfigurationFile.LockSuffix));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
    }

    private static CisNotifier Teams(string url) => new(
        "x", CisNotifierKind.Teams,
        new Dictionary<string, SettingValue[]>(StringComparer.Ordinal) { [NotifierSetting.WebhookUrl.Name] = [NotifierSetting.WebhookUrl.Value(url)] });

    private void Set(string name, CisNotifier target)
        => UserConfiguration.SetNotifier(new ConfigurationFile(Location), name, [target], append: false, CancellationToken.None);

    private bool Remove(string name) => UserConfiguration.RemoveNotifier(new ConfigurationFile(Location), name, CancellationToken.None);
}
