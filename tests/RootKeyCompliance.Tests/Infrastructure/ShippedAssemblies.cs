using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RootKeyCompliance.Tests.Infrastructure;

/// <summary>
/// The tests are compiled against the module's projects but hold no copy of them: unit tests run the same files, in the same
/// load contexts, as a session that imported the module.
/// </summary>
internal static class ShippedAssemblies
{
#pragma warning disable CA2255 // The resolver must be there before the first test class is loaded.
    [ModuleInitializer]
    internal static void Register()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;

        // No test may see or change the configuration of whoever runs it.
        Environment.SetEnvironmentVariable(Repository.ConfigurationVariable, Repository.NoConfiguration);
    }
#pragma warning restore CA2255

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
