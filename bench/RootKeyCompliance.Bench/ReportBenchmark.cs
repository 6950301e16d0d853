using System.Diagnostics;
using System.Text;

namespace RootKeyCompliance.Bench;

/// <summary>
/// Many credential reports through the PowerShell pipeline, beside what a user would write instead: Import-Csv and Where-Object.
/// </summary>
internal static class ReportBenchmark
{
    private const double LimitSeconds = 1;
    private const int AlternativeReports = 5;

    private const string Header =
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    internal static int Run(int count, int users, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("rootkeycompliance-bench-");
        try
        {
            Write(folder.FullName, count, users);
            using var shell = Engine.Import(Engine.Manifest);
            var seconds = new List<double>();
            for (var run = 0; run <= runs; run++)
            {
                var start = Stopwatch.GetTimestamp();
                var findings = shell.AddCommand("Test-CisRootAccessKey").AddParameter("ReportPath", Path.Combine(folder.FullName, "*.csv")).Invoke();
                var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
                shell.Commands.Clear();
                if (findings.Count != count || findings.Count(finding => finding.Properties["Status"].Value.ToString() == "Fail") != (count + 1) / 2)
                {
                    throw new InvalidOperationException($"{findings.Count} findings for {count} reports, or wrong ones.");
                }

                // The first run also compiles the code and fills the file cache.
                if (run > 0)
                {
                    seconds.Add(elapsed);
                }
            }

            var median = Samples.Median(seconds);
            Console.WriteLine($"{count} credential reports of {users} users, median of {runs} runs after one");
            Console.WriteLine($"  Test-CisRootAccessKey -ReportPath    {median,8:0.000} s, {median * 1000 / count:0.000} ms a report, limit {LimitSeconds:0} s for 1000");
            WriteAlternative(folder.FullName, median / count);
            return median * 1000 / count < LimitSeconds ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(string folder, int count, int users)
    {
        var rows = new StringBuilder();
        for (var user = 0; user < users; user++)
        {
            rows.Append('\n').Append($"user-{user:00000},arn:aws:iam::000000000000:user/user-{user:00000},2024-02-03T04:05:06+00:00,true,2026-11-01T08:00:00+00:00,"
                + "2026-01-02T03:04:05+00:00,N/A,true,true,2026-05-06T07:08:09+00:00,2026-11-20T10:11:12+00:00,eu-central-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A");
        }

        var body = rows.ToString();
        for (var report = 0; report < count; report++)
        {
            var state = report % 2 == 0 ? "true,2021-06-17T12:30:05+00:00" : "false,N/A";
            var root = $"\n<root_account>,arn:aws:iam::{report:000000000000}:root,2019-03-11T09:14:27+00:00,true,no_information,not_supported,not_supported,true,"
                + $"{state},N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
            File.WriteAllText(Path.Combine(folder, $"{report:00000}.csv"), Header + root + body);
        }
    }

    private static void WriteAlternative(string folder, double oursPerReport)
    {
        const string Script =
            "$watch = [Diagnostics.Stopwatch]::StartNew(); "
            + "Get-ChildItem $args[0] -Filter *.csv | Select-Object -First {0} | ForEach-Object { Import-Csv $_ | Where-Object user -eq '<root_account>' } | Out-Null; "
            + "$watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)";
        var script = Script.Replace("{0}", $"{AlternativeReports}", StringComparison.Ordinal)
            .Replace("$args[0]", PwshProcess.Quote(folder), StringComparison.Ordinal);
        using var pwsh = Process.Start(PwshProcess.Command(script))!;
        var seconds = double.Parse(pwsh.StandardOutput.ReadToEnd().Trim(), System.Globalization.CultureInfo.InvariantCulture);
        var perReport = seconds / AlternativeReports;
        Console.WriteLine(
            $"  Import-Csv | Where-Object            {perReport * 1000,8:0} ms a report over {AlternativeReports}, {perReport / oursPerReport:0} times as long");
    }
}
