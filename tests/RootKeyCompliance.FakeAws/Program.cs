using System.Runtime.InteropServices;
using RootKeyCompliance.Fakes;

var options = ProgramOptions.Parse(args, out var error);
if (options is null)
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

if (options.ShowHelp)
{
    Console.WriteLine(ProgramOptions.Help);
    return 0;
}

var samples = SampleAccounts.All(options.AccountKind);
var start = new FakeAwsOptions
{
    Accounts = [.. samples, .. SampleOrganization.Place(FakeAccounts.Generate(options.Accounts, options.Seed), options.Units)],
    Topics = [new FakeTopic("arn:aws:sns:us-east-1:123456789012:alerts")],
    Organization = SampleOrganization.Create(options),
    Latency = options.Latency,
    Quotas = options.Quotas,
    Faults = options.Faults,
    Seed = options.Seed,
    Port = options.Port,
    // Nobody can ask this process for its log, and it may run for days.
    KeepRequests = false,
};

FakeAws aws;
try
{
    aws = await FakeAws.StartAsync(start);
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"Cannot listen on port {options.Port}: {exception.Message}");
    return 1;
}

await using (aws)
{
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.TrySetResult();
    }

    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

    Console.WriteLine($"listening on {aws.Url}");
    SampleAccounts.Print(samples, Console.Out);
    if (options.Accounts > 0)
    {
        Console.WriteLine($"and {options.Accounts} generated accounts, {FakeAccounts.IdOf(0)} to {FakeAccounts.IdOf(options.Accounts - 1)}");
    }

    if (options.Units > 0 && aws.Organization is { } organization)
    {
        Console.WriteLine($"in {options.Units} units below {organization.RootId}, {SampleOrganization.IdOf(1)} to {SampleOrganization.IdOf(options.Units)}");
    }

    await stop.Task;
    Console.WriteLine(
        $"stopped after {aws.Requests.Count} requests, {aws.Requests.AbortedCount} of them aborted by the client, "
        + $"{aws.Requests.ThrottledCount} throttled, at most {aws.Requests.PeakInFlight} at a time");
}

return 0;
