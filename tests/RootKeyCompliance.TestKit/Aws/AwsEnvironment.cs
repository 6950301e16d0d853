using System.Collections;
using System.Net;
using System.Net.Sockets;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// A machine without any AWS settings: no AWS_* variable, no profile, an empty home folder. Everything is put back at the end.
/// The SDK finds out once per process where the profiles and the instance's metadata are, so these places are set before anything
/// else runs, for all tests: nobody's own ~/.aws is ever read, and nobody waits for 169.254.169.254.
/// </summary>
internal sealed class AwsEnvironment : IDisposable
{
    private static readonly string[] Places = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_SERVICE_ENDPOINT"];
    private static readonly string Profiles = Directory.CreateTempSubdirectory("rkc-profiles-").FullName;
    private readonly string _profiles = Profiles;
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    internal AwsEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase) && !Places.Contains(name))
            {
                this[name] = null;
            }
        }

        Directory.CreateDirectory(Path.Combine(Home, ".aws", "sso", "cache"));
        this["HOME"] = Home;
        this["USERPROFILE"] = Home;
        Reset();
    }

    /// <summary>Where the metadata service of an instance would be.</summary>
    internal static int MetadataPort { get; private set; }

    internal string Home { get; } = Directory.CreateTempSubdirectory("rkc-home-").FullName;

    /// <summary>The text of ~/.aws/config.</summary>
    internal string Config
    {
        set => File.WriteAllText(Path.Combine(_profiles, "config"), value);
    }

    /// <summary>The text of ~/.aws/credentials.</summary>
    internal string Credentials
    {
        set => File.WriteAllText(Path.Combine(_profiles, "credentials"), value);
    }

    internal string? this[string variable]
    {
        set
        {
            _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
            Environment.SetEnvironmentVariable(variable, value);
        }
    }

    /// <summary>Called before the first use of the SDK, whichever test that is.</summary>
    internal static void SettlePlaces()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            MetadataPort = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        File.WriteAllText(Path.Combine(Profiles, "config"), "");
        File.WriteAllText(Path.Combine(Profiles, "credentials"), "");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(Profiles, "config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(Profiles, "credentials"));
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", $"http://127.0.0.1:{MetadataPort}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Profiles, recursive: true);
    }

    internal string Write(string name, string text)
    {
        var path = Path.Combine(Home, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Reset();
        Directory.Delete(Home, recursive: true);
    }

    private void Reset()
    {
        Config = "";
        Credentials = "";
        FakeMetadata.Answer = null;
    }
}
