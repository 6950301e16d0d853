using System.Collections;
using System.Security;

namespace RootKeyCompliance.Tests;

/// <summary>
/// A session in which secrets are used by a script with all its streams on, and servers that fail as a test wants. Each lab is one use of
/// secrets: see the table of SecretCanaryTests.
/// </summary>
internal abstract class SecretLab : IAsyncDisposable
{
    internal const string None = "nothing";
    internal const string NoAnswer = "no answer";
    internal const string Untrusted = "untrusted certificate";

    /// <summary>The script's preferences: all streams on, and no error ends it.</summary>
    protected const string AllStreams =
        "$all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue'; WarningAction = 'Continue'; InformationAction = 'Continue' }\n";

    /// <summary>For scripts whose settings refer to a vault.</summary>
    protected const string Vault = "function global:Get-Secret { [CmdletBinding()] param($Name) $vault[$Name] }\n";

    private const string Repeats = "echo ";
    private readonly List<IAsyncDisposable> _servers = [];

    protected SecretLab(AnsweringHost? host = null) => Session = host is null ? ModuleSession.Open() : ModuleSession.Open(host);

    /// <summary>Servers that repeat the secrets that they were sent. How each form is taken out: SettingTests.</summary>
    internal static string[] Echoes { get; } =
        [.. new[] { Echo.Every, Echo.Long }.Union(Thorough.IsOn ? Echo.Forms.Keys : [], StringComparer.Ordinal).Select(form => Repeats + form)];

    /// <summary>Answers that no service of AWS gives.</summary>
    internal static string[] NotAws { get; } = ["reset", "nonsense", "HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request\r\nContent-Length: 4000\r\n"];

    internal ModuleSession Session { get; }

    internal abstract string Script { get; }

    internal abstract IReadOnlyList<Canary> Secrets { get; }

    /// <summary>Texts outside of the session's streams.</summary>
    internal virtual IEnumerable<(string Where, string Text)> ShownElsewhere => [];

    protected AwsEnvironment Variables { get; } = new();

    protected TemporaryFolder Folder { get; } = new();

    internal static SecretLab Of(string use, SteampipeLab steampipe) => use switch
    {
        "notifiers" => new NotifierSecretLab(),
        "check" => new CheckSecretLab(),
        "removal" => new RemovalSecretLab(),
        "database" => new DatabaseSecretLab(steampipe),
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, null),
    };

    internal abstract Task PrepareAsync(string way, string failure);

    /// <summary>Ends when the script waits for answers that never come; false when the script has a time limit of its own.</summary>
    internal virtual Task<bool> WaitsForEverAsync() => Task.FromResult(false);

    internal abstract void AssertOutcome(string failure, SessionRun run);

    /// <summary>The same without the module, where the test has its own clock.</summary>
    internal virtual Task<IReadOnlyList<(string Text, CisFault? Fault)>> RunOnOwnClockAsync(string failure, IActivityLog log)
        => throw new NotSupportedException(failure);

    public virtual async ValueTask DisposeAsync()
    {
        Session.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Folder.Dispose();
        Variables.Dispose();
    }

    protected static string FormOf(string failure)
    {
        var form = failure.StartsWith(Repeats, StringComparison.Ordinal) ? failure[Repeats.Length..] : "";
        return form == Echo.Long || Echo.Forms.ContainsKey(form) ? form : Echo.Every;
    }

    protected T Keep<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    /// <summary>A server that knows no protocol: it resets the connection, or writes a beginning and the secrets after it.</summary>
    protected RawServer StartRaw(string beginning, IEnumerable<string> secrets, bool listensFirst = true)
    {
        var echo = Echo.Of(Echo.Every, secrets);
        return Keep(new RawServer(listensFirst, beginning == "reset" ? null : $"{beginning}\r\n{echo}\r\n\r\n{echo}"));
    }

    protected static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;
}

internal abstract class AwsSecretLab(AnsweringHost? host = null) : SecretLab(host)
{
    protected Canary AccessKey { get; } = new("the access key's id", "AKIA{0}{1}");

    protected Canary SecretKey { get; } = new("the secret key", "{0}/+{1}");

    protected Canary SessionToken { get; } = new("the session token", "{0}/+{1}==");

    protected string[] Sent => [SecretKey.Text, SessionToken.Text];

    protected FakeCredential CredentialOf(string account, FakePrincipal principal)
        => new(AccessKey.Text, SecretKey.Text, account, principal) { SessionToken = SessionToken.Text };

    /// <summary>The parameters of a command; what is not among them is where the SDK finds it.</summary>
    protected Hashtable Give(string way, string url)
    {
        var parameters = new Hashtable(StringComparer.Ordinal) { ["EndpointUrl"] = url, ["Region"] = ModuleSession.RegionOfTests };
        switch (way)
        {
            case "parameters":
                parameters["AccessKey"] = AccessKey.Text;
                parameters["SecretKey"] = SecretKey.Text;
                parameters["SessionToken"] = SessionToken.Text;
                break;
            case "variables":
                Variables["AWS_ACCESS_KEY_ID"] = AccessKey.Text;
                Variables["AWS_SECRET_ACCESS_KEY"] = SecretKey.Text;
                Variables["AWS_SESSION_TOKEN"] = SessionToken.Text;
                break;
            default:
                Variables.Credentials =
                    $"[audit]\naws_access_key_id={AccessKey.Text}\naws_secret_access_key={SecretKey.Text}\naws_session_token={SessionToken.Text}\n";
                parameters["ProfileName"] = "audit";
                break;
        }

        return parameters;
    }
}
