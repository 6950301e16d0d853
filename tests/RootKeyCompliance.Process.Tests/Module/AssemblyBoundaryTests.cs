using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RootKeyCompliance.Tests;

/// <summary>
/// What lives in the default load context knows no package: read from the files' metadata, because a type that was never loaded would
/// hide what a member refers to.
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
    public void No_cmdlet_holds_a_type_of_the_connectors_that_its_surface_shows()
    {
        using var assembly = Open("RootKeyCompliance.dll", out var metadata);
        var visible = new List<string>();
        var methods = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .SelectMany(type => type.GetMethods()).Select(metadata.GetMethodDefinition)
            .Where(method => (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family);
        foreach (var method in methods)
        {
            var names = new TypeNames();
            method.DecodeSignature(names, genericContext: null);
            visible.AddRange(names.Seen.Where(name => name.StartsWith("RootKeyCompliance.Connectors", StringComparison.Ordinal)));
        }

        Assert.Empty(visible);
    }

    [Fact]
    public void Beside_the_module_lies_nothing_but_its_own()
        => Assert.Equal(
            ["RootKeyCompliance.Core.dll", "RootKeyCompliance.dll"],
            Directory.EnumerateFiles(Repository.ModuleBin, "*.dll").Select(path => Path.GetFileName(path)).Sorted());

    [Fact]
    public void The_connectors_folder_has_no_second_Core()
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

    /// <summary>Collects the names in a signature.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        internal List<string> Seen { get; } = [];

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            var name = $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
            Seen.Add(name);
            return name;
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "";

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
            => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetSZArrayType(string elementType) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
    }
}
