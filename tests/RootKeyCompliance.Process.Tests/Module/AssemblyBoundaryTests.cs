using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Assemblies in the default load context have no references to packages. The references are read from the files' metadata, so that types
/// that are never loaded count as well.
/// </summary>
public sealed class AssemblyBoundaryTests
{
    private static readonly string[] Core = ["System.", "netstandard", "mscorlib", "Microsoft.Win32."];

    private static readonly string[] Packages = ["Amazon", "Sylvan", "Npgsql", "MailKit", "MimeKit", "Polly"];

    [Fact]
    public void Core_refers_to_the_runtime_alone() => AssertRefersOnlyTo("RootKeyCompliance.Core.dll", Core);

    [Fact]
    public void The_module_refers_to_the_runtime_the_engine_and_its_own()
        => AssertRefersOnlyTo("RootKeyCompliance.dll", [.. Core, "RootKeyCompliance.Core", "RootKeyCompliance.Connectors"]);

    [Fact]
    public void Connectors_do_not_point_back()
    {
        var references = References("connectors/RootKeyCompliance.Connectors.dll");

        Assert.DoesNotContain("RootKeyCompliance", references, StringComparer.Ordinal);
        Assert.DoesNotContain("System.Management.Automation", references, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("RootKeyCompliance.Core.dll")]
    [InlineData("RootKeyCompliance.dll")]
    public void No_type_of_a_package_is_named_anywhere(string file)
    {
        using var assembly = Open(file, out var metadata);

        // Every type that a signature, a field, a base or an instruction of another assembly's names has its row in this table.
        var foreign = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => metadata.GetString(type.Namespace))
            .Where(name => Packages.Any(package => name == package || name.StartsWith(package + ".", StringComparison.Ordinal)));

        Assert.Empty(foreign);
    }

    [Fact]
    public void Visible_members_of_cmdlets_have_no_types_of_the_connectors()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var visible = typeof(Commands.TestCisRootAccessKeyCommand).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))).Where(method => method.IsPublic || method.IsFamily)
            .Select(method => $"{method.DeclaringType}: {method}").ToArray();

        Assert.NotEmpty(visible);
        Assert.DoesNotContain(visible, method => method.Contains("RootKeyCompliance.Connectors", StringComparison.Ordinal));
    }

    [Fact]
    public void Folder_bin_has_only_the_assemblies_of_the_module()
        => Assert.Equal(
            ["RootKeyCompliance.Core.dll", "RootKeyCompliance.dll"],
            Directory.EnumerateFiles(Repository.ModuleBin, "*.dll").Select(path => Path.GetFileName(path)).Sorted());

    [Fact]
    public void Folder_connectors_has_no_second_Core()
        => Assert.False(File.Exists(Path.Combine(Repository.ModuleBin, "connectors", "RootKeyCompliance.Core.dll")));

    private static void AssertRefersOnlyTo(string file, string[] allowed)
    {
        bool IsAllowed(string name) => allowed.Any(known => name == known || (known.EndsWith('.') && name.StartsWith(known, StringComparison.Ordinal)));

        Assert.DoesNotContain(References(file), name => !IsAllowed(name));
    }

    private static List<string> References(string file)
    {
        using var assembly = Open(file, out var metadata);
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static PEReader Open(string file, out MetadataReader metadata)
    {
        var reader = new PEReader(File.OpenRead(Path.Combine(Repository.ModuleBin, file)));
        metadata = reader.GetMetadataReader();
        return reader;
    }
}
