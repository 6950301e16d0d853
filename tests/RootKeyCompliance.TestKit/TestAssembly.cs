using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(SteampipeLab))]

namespace RootKeyCompliance.Tests;

/// <summary>Compiled into each test project that runs the built module: this has to be in place before the first test class is loaded.</summary>
internal static class TestAssembly
{
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Prepare()
    {
        ShippedAssemblies.Register();
        AwsEnvironment.SettlePlaces();
    }
#pragma warning restore CA2255
}

/// <summary>Tests that change the environment of the process run one at a time, with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentChanges
{
    internal const string Name = "Process environment";
}
