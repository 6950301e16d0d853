namespace RootKeyCompliance.Tests;

/// <summary>
/// No secret is shown anywhere: one table of what is secret, the ways in which it can be given, and what can fail while it is used.
/// That the assertion can fail: ShownTests.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SecretCanaryTests(SteampipeLab steampipe)
{
    private static readonly (string Use, string[] Ways, string[] Failures)[] Table =
    [
        (
            "notifiers",
            ["text", "SecureString", "env:", "vault:", "configuration file"],
            [SecretLab.NoAnswer]
        ),
        (
            "check",
            ["parameters", "variables", "profile"],
            [.. SecretLab.NotAws, SecretLab.Untrusted, SecretLab.NoAnswer, CheckSecretLab.ReportEcho]
        ),
        (
            "removal",
            ["parameters", "variables"],
            [
                .. SecretLab.NotAws, SecretLab.NoAnswer, "rehearsal", "question", "key id", "key id that fails", "unknown key id", "root user",
                "echo in the error code", "half a root session", "echo by sts:GetCallerIdentity", "echo by sts:AssumeRoot",
                "echo by sts:GetCallerIdentity of the root session", "echo by iam:ListAccessKeys", "echo by iam:GetAccessKeyLastUsed",
            ]
        ),
        (
            "database",
            [
                "URL", "keywords", "keywords of .NET", "env:", "vault:", "password=env:", "PGPASSWORD", "pgpass", "configured",
                "configured password",
            ],
            [
                "no such database", "no such user", "echo of the query", "reset", "nonsense", "no TLS", "nonsense instead of TLS",
                SecretLab.NoAnswer, "postgres://steampipe:{0}@127.0.0.1:9193/steampipe", "postgres://steampipe:%{0}@127.0.0.1:9193/steampipe",
                "host=127.0.0.1 password={0}", "Host=127.0.0.1;Password={0}", "{0}",
            ]
        ),
    ];

    /// <summary>Each way with success and with an echo; the first way also with every failure.</summary>
    public static TheoryData<string, string, string> Cases => new(
        from row in Table
        from way in row.Ways
        from failure in way == row.Ways[0] ? [SecretLab.None, .. SecretLab.Echoes, .. row.Failures] : new[] { SecretLab.None, SecretLab.Echoes[0] }
        select (row.Use, way, failure));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_secret_is_shown_nowhere_however_it_is_given_and_whatever_fails(string use, string way, string failure)
    {
        await using var lab = SecretLab.Of(use, steampipe);
        await lab.PrepareAsync(way, failure);
        using var running = lab.Session.Start(lab.Script);
        if (failure == SecretLab.NoAnswer && await lab.WaitsForEverAsync())
        {
            running.Stop();
        }

        var run = running.Wait(TimeSpan.FromSeconds(60));

        lab.AssertOutcome(failure, run);
        var inHost = failure == SecretLab.Echoes[0] ? Shown.InHost(run, lab.Session) : [];
        Shown.AssertNone([.. Shown.By(run, lab.Session), .. inHost, .. lab.ShownElsewhere], lab.Secrets);
    }

    /// <summary>The module has no parameter for the time that retries and time-outs take.</summary>
    [Theory]
    [InlineData("notifiers", "reset", "EndpointUnreachable NotifierUnreachable")]
    [InlineData("notifiers", "nonsense", "EndpointUnreachable NotifierUnreachable")]
    [InlineData("notifiers", SecretLab.NoAnswer, "DeliveryTimedOut")]
    [InlineData("notifiers", SecretLab.Untrusted, "EndpointUnreachable NotifierUntrusted SmtpTlsFailed")]
    [InlineData("check", SecretLab.NoAnswer, "RequestTimedOut")]
    [InlineData("removal", "HTTP 500", "AccessKeyNotDeleted")]
    [InlineData("removal", "HTTP 400", "AccessKeyNotDeleted")]
    [InlineData("removal", "HTTP 200", "AccessKeyNotDeleted")]
    [InlineData("removal", "HTTP 200 that is cut off", "AccessKeyNotDeleted")]
    [InlineData("removal", "reset", "AccessKeyNotDeleted")]
    public async Task A_secret_is_shown_nowhere_when_retries_and_time_outs_end_on_a_clock_of_the_test(string use, string failure, string errorIds)
    {
        await using var lab = SecretLab.Of(use, steampipe);
        var log = new ActivityLog();

        var results = await lab.RunOnOwnClockAsync(failure, log);

        Assert.Equal(errorIds, string.Join(' ', results.Select(result => result.Fault?.ErrorId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        Assert.NotEmpty(log.Lines);
        Shown.AssertNone(
            [
                .. results.Select(result => ("result", $"{result.Text} {result.Fault} {result.Fault?.RecommendedAction}")),
                .. log.Lines.Select(line => ("log", line)),
            ],
            lab.Secrets);
    }
}
