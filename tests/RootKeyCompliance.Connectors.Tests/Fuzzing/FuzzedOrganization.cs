using System.Net;
using System.Text;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>The list of an organization's accounts, whose every page is the input: of the whole, or below units.</summary>
internal sealed class FuzzedOrganization : IDisposable
{
    private const string NoAccounts = """{"Accounts":[]}""";
    private const string NoUnits = """{"OrganizationalUnits":[]}""";

    private readonly CannedAnswers _network;
    private readonly OrganizationSource _source;
    private byte[] _input = [];

    internal FuzzedOrganization()
    {
        _network = new CannedAnswers(Answer);
        _source = new OrganizationSource(AccountChecks.Options("http://127.0.0.1:1", "AKIACALLER", FuzzJudge.Canary) with
        {
            Carrier = _network,
            Patience = AccountChecks.Quick with { BackOff = TimeSpan.Zero, Time = new RunningAheadTime() },
        });
    }

    public void Dispose()
    {
        _source.Dispose();
        _network.Dispose();
    }

    internal FuzzTarget Pages() => new(
        "organizations",
        [
            """{"Accounts":[{"Id":"111122223333","Arn":"arn:aws:organizations::123456789012:account/o-a1b2c3d4e5/111122223333","Email":"a@b.c","Name":"a","Status":"ACTIVE","State":"ACTIVE","Paths":["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/111122223333/"],"JoinedTimestamp":1.5}],"NextToken":null}""",
            """{"Accounts":[{"Id":"111122223334","Name":"b","State":"SUSPENDED"},{"Id":"111122223335","Paths":[]}]}""",
            """{"OrganizationalUnits":[{"Id":"ou-ab12-22222222","Name":"x"}],"Accounts":[{"Id":"111122223336","Paths":["r-ab12/111122223336/"]}]}""",
        ],
        [
            "Accounts", "OrganizationalUnits", "NextToken", "Id", "Arn", "Email", "Name", "Status", "State", "Paths", "null", "[]", "{}", "[null]", "true", "1", "\"\"", "\"a\"", "\\ud800", "\\u0000",
            "ou-ab12-11111111", "r-ab12", "/", "111122223333", ",", "[", "]", "{", "}", ":", "ACTIVE", "\"NextToken\":\"t\",", "organizations", "account/",
        ],
        input =>
        {
            _input = input;
            string[]? units = input.Length % 2 == 0 ? null : ["ou-ab12-11111111", "r-ab12"];
            return FuzzJudge.Try(() => List(units).GetAwaiter().GetResult(), isWhole: true);
        });

    private async Task<string> List(string[]? units)
    {
        var count = 0;
        await foreach (var account in _source.ListAsync(units, new ActivityLog(), CancellationToken.None))
        {
            if (account.Fault is { } fault)
            {
                return $"{(units is null ? "whole" : "units")} {FuzzJudge.Fault(fault, isWhole: true)}";
            }

            // Whoever checks takes it from here.
            FuzzJudge.Secrets(account.ToString(), isWhole: true);
            count++;
        }

        return $"{(units is null ? "whole" : "units")} {Math.Min(count, 3)}";
    }

    private CannedAnswer Answer(string action) => new(
        HttpStatusCode.OK,
        action == "ListAccounts" || (_input.AsSpan().IndexOf("OrganizationalUnits"u8) >= 0 == (action == "ListOrganizationalUnitsForParent"))
            ? _input
            : Encoding.UTF8.GetBytes(action == "ListOrganizationalUnitsForParent" ? NoUnits : NoAccounts),
        "application/x-amz-json-1.1");
}
