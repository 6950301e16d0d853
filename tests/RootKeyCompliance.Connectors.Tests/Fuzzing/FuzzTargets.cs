namespace RootKeyCompliance.Tests;

/// <summary>Readers of text from outside: files, names, and what AWS answers.</summary>
internal sealed class FuzzTargets : IDisposable
{
    private static readonly Dictionary<string, Func<FuzzTargets, FuzzTarget>> All = new(StringComparer.Ordinal)
    {
        ["credential-report"] = targets => FuzzedFiles.CredentialReport(targets._folder.Path),
        ["configuration"] = _ => FuzzedFiles.Configuration(),
        ["baseline"] = targets => FuzzedFiles.Baseline(targets._folder.Path),
        ["connection"] = _ => FuzzedNames.Connection(),
        ["names"] = _ => FuzzedNames.Names(),
        ["sts"] = targets => targets._clients.Sts(),
        ["aws-errors"] = targets => targets._clients.Errors(),
        ["organizations"] = targets => targets._organization.Pages(),
        ["iam-keys"] = targets => targets._account.Keys(),
        ["iam-report"] = targets => targets._account.Report(),
        ["iam-summary"] = targets => targets._account.Summary(),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly FuzzedAccount _account = new();
    private readonly FuzzedClients _clients = new();
    private readonly FuzzedOrganization _organization = new();

    internal static IEnumerable<string> Names => All.Keys;

    internal FuzzTarget Get(string name) => All[name](this);

    public void Dispose()
    {
        _organization.Dispose();
        _clients.Dispose();
        _account.Dispose();
        _folder.Dispose();
    }
}
