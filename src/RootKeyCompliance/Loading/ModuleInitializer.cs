using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace RootKeyCompliance.Loading;

/// <summary>Points the runtime to the connectors' load context while the module is imported. Loads nothing itself.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly object Gate = new();
    private static int _imports;

    /// <summary>Called by PowerShell on import, once per runspace.</summary>
    public void OnImport()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                AssemblyLoadContext.Default.Resolving += ResolveConnectors;
            }
        }
    }

    /// <summary>Called by PowerShell on removal. Another runspace may still have the module.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AssemblyLoadContext.Default.Resolving -= ResolveConnectors;
            }
        }
    }

    private static Assembly? ResolveConnectors(AssemblyLoadContext context, AssemblyName name)
        => name.Name == ConnectorLoadContext.ConnectorAssembly ? ConnectorLoadContext.Instance.LoadFromAssemblyName(name) : null;
}
