using System.Reflection;
using System.Runtime.Loader;

namespace RootKeyCompliance.Loading;

/// <summary>
/// The private home of <c>RootKeyCompliance.Connectors</c> and of every package it needs, fed from <c>bin/connectors/</c>.
/// Whatever AWSSDK.Core, Npgsql or MailKit another module brings to the session, ours stays ours.
/// </summary>
internal sealed class ConnectorLoadContext : AssemblyLoadContext
{
    internal const string ConnectorAssembly = "RootKeyCompliance.Connectors";

    private static readonly Lazy<ConnectorLoadContext> TheInstance = new(() => new ConnectorLoadContext());

    private readonly string _folder;

    private ConnectorLoadContext()
        : base(ConnectorAssembly)
    {
        var module = typeof(ConnectorLoadContext).Assembly.Location;
        _folder = Path.Combine(Path.GetDirectoryName(module) ?? ".", "connectors");
    }

    internal static ConnectorLoadContext Instance => TheInstance.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Findings cross the border: both sides must see the one Core.
        if (assemblyName.Name == typeof(CisFinding).Assembly.GetName().Name)
        {
            return typeof(CisFinding).Assembly;
        }

        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
