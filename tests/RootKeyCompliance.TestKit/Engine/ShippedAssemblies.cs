using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// The tests are compiled against the module's projects but hold no copy of them: unit tests run the same files, in the same
/// load contexts, as a session that imported the module.
/// </summary>
internal static class ShippedAssemblies
{
    internal static void Register()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;

        // No test may see or change the configuration of whoever runs it.
        Environment.SetEnvironmentVariable(Repository.ConfigurationVariable, Repository.NoConfiguration);
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) => name.Name switch
    {
        "RootKeyCompliance" or "RootKeyCompliance.Core" => context.LoadFromAssemblyPath(Path.Combine(Repository.ModuleBin, name.Name + ".dll")),
        "RootKeyCompliance.Connectors" => Connectors(name),
        not null when File.Exists(Path.Combine(Repository.ModuleBin, "connectors", name.Name + ".dll")) => Connectors(name),
        _ => null,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Assembly Connectors(AssemblyName name) => Loading.ConnectorLoadContext.Instance.LoadFromAssemblyName(name);
}
