using System.Globalization;
using RootKeyCompliance.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["reports" or "faults" or "soak", ..] when !Engine.IsInPwsh:
        return PwshProcess.Run(args);
    case ["import", .. var rest]:
        return ImportBenchmark.Run(pairs: Number(rest, "--pairs", 21));
    case ["reports", .. var rest]:
        return ReportBenchmark.Run(Number(rest, "--count", 1000), Number(rest, "--users", 5000), Number(rest, "--runs", 5));
    case ["sweep", .. var rest]:
        return SweepBenchmark.Run(Number(rest, "--accounts", 10_000), Text(rest, "--markdown"));
    case [CloudProcess.Command, var accounts, var latency, var faultsPercent]:
        return await CloudProcess.ServeAsync(Parse(accounts), Parse(latency), Parse(faultsPercent));
    case [SweepRun.Command, var url, var accounts, var throttle, var how]:
        return SweepRun.Run(url, Parse(accounts), Parse(throttle), how);
    case ["faults", .. var rest]:
        return await FaultBenchmark.RunAsync(Number(rest, "--accounts", 100_000), Text(rest, "--markdown"));
    case ["soak", .. var rest]:
        return SoakBenchmark.Run(Number(rest, "--minutes", 60), Number(rest, "--accounts", 500), Text(rest, "--markdown"));
    case ["steampipe", .. var rest]:
        return await SteampipeBenchmark.RunAsync(Number(rest, "--accounts", 50_000), Number(rest, "--runs", 3), Text(rest, "--markdown"));
    case ["steampipe-one", var command]:
        return SteampipeRun.Execute(command);
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project bench/RootKeyCompliance.Bench -- <benchmark> [options]

              import   [--pairs 21]                              Import-Module beside importing an empty binary module
              reports  [--count 1000] [--users 5000] [--runs 5]  credential reports through the pipeline
              sweep    [--accounts 10000] [--markdown <file>]    whole organizations against a fake AWS, beside boto3 and the AWS CLI
              faults   [--accounts 100000] [--markdown <file>]   an AWS of which three requests in ten go wrong: one true finding for each account
              soak     [--minutes 60] [--accounts 500] [--markdown <file>]
                                                                 one process for an hour: memory, handles and threads must not grow
              steampipe  [--accounts 50000] [--runs 3] [--markdown <file>]
                                                                 a fleet in a database as Steampipe's, beside psql
            """);
        return 64;
}

static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);

static int Number(string[] arguments, string name, int otherwise)
    => int.TryParse(Text(arguments, name), CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;

static string? Text(string[] arguments, string name)
{
    var index = Array.IndexOf(arguments, name);
    return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
}
