using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>What the program was asked for.</summary>
internal sealed record ProgramOptions
{
    internal const string Help = """
        IAM, STS, Organizations and SNS on loopback, signatures verified. Nothing here is AWS, and no key is real.

        Usage: dotnet run --project tests/RootKeyCompliance.FakeAws -- [options]

          --port N             port on 127.0.0.1; 0 takes any free one (default 0)
          --accounts N         so many generated accounts of mixed kinds, 200000000000 and up (default 0)
          --latency-ms N       every answer waits so long (default 0); --latency is the same
          --quota A=R/B,…      how many requests are too many: of sts, iam, organizations or server, R a second after B at once
                               (sts=600/600,iam=15/30); organizations=single refuses those that overlap
          --organization KIND  all-features (default), consolidated-billing or none
          --ou N               the generated accounts are in N units, ten of them below each (default 0)
          --enable-root-access the organization manages root access centrally, so that AssumeRoot works
          --fault-rate R       share of requests that fail, 0 to 1 (default 0)
          --fault-kinds A,B    which faults; default throttle,service-failure,service-unavailable,connection-reset,stall,
                               truncated-body,malformed-body; also access-denied, expired-token, delay
          --stall-seconds N    how long a stall lasts when the client does not give up (default 30)
          --seed N             decides accounts and faults; the same seed, the same faults (default 1)
          --account-kind KIND  what the account of the access key 'test' is (default no-key): no-key, one-active, one-inactive,
                               two-active, one-each, suspended, denied, role-denied
          --help               this text

        Access key 'test' with secret 'test' is a user of account 123456789012, which manages the organization and may assume
        any role of any account: arn:aws:iam::ACCOUNT:role/ANY. There is one account of every kind, 1000000000NN; the table
        printed at the start has the access key of a user of each, and of root where root has one. By rule: the key of account
        N's user is AKIAUSERN, of its root AKIAROT1N and AKIAROT2N, and the secret of key K is fake-secret-of-K.

        There is one SNS topic, arn:aws:sns:us-east-1:123456789012:alerts.

        Sign for the region of the partition (us-east-1):
          AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
            aws --region us-east-1 --endpoint-url http://127.0.0.1:PORT iam get-account-summary

        Ctrl+C or SIGTERM stops it.
        """;

    internal bool ShowHelp { get; private init; }

    internal int Port { get; private init; }

    internal int Accounts { get; private init; }

    internal TimeSpan Latency { get; private init; }

    internal FakeQuotas Quotas { get; private init; } = new();

    internal OrganizationKind Organization { get; private init; }

    internal int Units { get; private init; }

    internal bool EnablesRootAccess { get; private init; }

    internal FakeFaultMix Faults { get; private init; } = new();

    internal int Seed { get; private init; } = 1;

    internal FakeAccountKind AccountKind { get; private init; }

    /// <summary>One sentence for the person in front of it when an argument is wrong.</summary>
    internal static ProgramOptions? Parse(IReadOnlyList<string> arguments, out string? error)
    {
        var options = new ProgramOptions();
        error = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (name is "--help" or "-h" or "-?")
            {
                return new ProgramOptions { ShowHelp = true };
            }

            if (name is "--enable-root-access")
            {
                options = options with { EnablesRootAccess = true };
                continue;
            }

            if (Expected(name).Length == 0)
            {
                error = $"There is no option '{name}'; --help lists them.";
                return null;
            }

            if (index + 1 == arguments.Count)
            {
                error = $"{name} needs a value.";
                return null;
            }

            var value = arguments[++index];
            if (options.With(name, value) is not { } changed)
            {
                error = $"{name} cannot be '{value}': {Expected(name)}.";
                return null;
            }

            options = changed;
        }

        return options;
    }

    private static string Expected(string name) => name switch
    {
        "--port" => "a number from 0 to 65535 is needed",
        "--accounts" => "a number from 0 to 1000000 is needed",
        "--latency-ms" or "--latency" => "a number from 0 to 600000 is needed",
        "--fault-rate" => "a number from 0 to 1 with a decimal point is needed",
        "--fault-kinds" => $"it takes one or more of {Names<FakeFaultKind>(FakeFaultKind.Custom)}, with commas between",
        "--stall-seconds" => "a number from 0 to 86400 is needed",
        "--seed" => "a whole number is needed",
        "--quota" => "it takes sts, iam, organizations or server, each with a rate and a burst as in sts=600/600, with commas between",
        "--organization" => $"it is one of {Names<OrganizationKind>()}",
        "--ou" => "a number from 0 to 2000 is needed",
        "--account-kind" => $"it is one of {Names<FakeAccountKind>()}",
        _ => string.Empty,
    };

    private ProgramOptions? With(string name, string value) => name switch
    {
        "--port" => Number(value, 65_535) is { } port ? this with { Port = port } : null,
        "--accounts" => Number(value, 1_000_000) is { } accounts ? this with { Accounts = accounts } : null,
        "--latency-ms" or "--latency" => Number(value, 600_000) is { } latency ? this with { Latency = TimeSpan.FromMilliseconds(latency) } : null,
        "--stall-seconds" => Number(value, 86_400) is { } stall ? this with { Faults = Faults with { StallFor = TimeSpan.FromSeconds(stall) } } : null,
        "--fault-rate" => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate <= 1
            ? this with { Faults = Faults with { Rate = rate } }
            : null,
        "--fault-kinds" => Kinds(value) is { } kinds ? this with { Faults = Faults with { Kinds = kinds } } : null,
        "--seed" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? this with { Seed = seed } : null,
        "--quota" => QuotaOption.Parse(value) is { } quotas ? this with { Quotas = quotas } : null,
        "--organization" => Find<OrganizationKind>(value) is { } organization ? this with { Organization = organization } : null,
        "--ou" => Number(value, 2_000) is { } units ? this with { Units = units } : null,
        _ => Find<FakeAccountKind>(value) is { } kind ? this with { AccountKind = kind } : null,
    };

    private static int? Number(string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    // Custom has no answer of its own; only a test can give one.
    private static IReadOnlyList<FakeFaultKind>? Kinds(string value)
    {
        var kinds = value.Split(',', StringSplitOptions.TrimEntries).Select(Find<FakeFaultKind>).ToList();
        return kinds.Exists(static kind => kind is null or FakeFaultKind.Custom) ? null : [.. kinds.Select(static kind => kind!.Value)];
    }

    private static T? Find<T>(string name)
        where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => string.Equals(KebabCase(value!.Value), name, StringComparison.OrdinalIgnoreCase));

    private static string Names<T>(params T[] except)
        where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Except(except).Select(KebabCase));

    /// <summary><c>OneActive</c> as <c>one-active</c>.</summary>
    internal static string KebabCase<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((character, index) =>
            char.IsUpper(character) ? (index > 0 ? "-" : string.Empty) + char.ToLowerInvariant(character) : character.ToString()));
}
