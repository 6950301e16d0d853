using System.Collections;
using Xunit;

namespace RootKeyCompliance.Tests.Aws;

/// <summary>Tests that change the process's environment run one at a time, with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    internal const string Name = "Process environment";
}

/// <summary>
/// A machine without any AWS settings: no AWS_* variable, an empty home folder. Everything is put back at the end.
/// The instance's metadata is a port that refuses at once, so that no test waits for 169.254.169.254.
/// </summary>
internal sealed class AwsEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    internal AwsEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
            {
                this[name] = null;
            }
        }

        Directory.CreateDirectory(Path.Combine(Home, ".aws", "sso", "cache"));
        this["HOME"] = Home;
        this["USERPROFILE"] = Home;
        this["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = FakeMetadata.Url;
        FakeMetadata.Answer = null;
    }

    internal string Home { get; } = Directory.CreateTempSubdirectory("rkc-aws-").FullName;

    /// <summary>~/.aws/config.</summary>
    internal string Config
    {
        set => File.WriteAllText(Path.Combine(Home, ".aws", "config"), value);
    }

    /// <summary>~/.aws/credentials.</summary>
    internal string Credentials
    {
        set => File.WriteAllText(Path.Combine(Home, ".aws", "credentials"), value);
    }

    internal string? this[string variable]
    {
        set
        {
            _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
            Environment.SetEnvironmentVariable(variable, value);
        }
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

        FakeMetadata.Answer = null;
        Directory.Delete(Home, recursive: true);
    }
}
