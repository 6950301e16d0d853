using System.Management.Automation;
using System.Security;

namespace RootKeyCompliance.Notifications;

/// <summary>Lets a parameter take a text or a SecureString, and an address also as a Uri. The refusal of anything else does not show it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            string text => text,
            SecureString secure => secure,
            Uri address => address.OriginalString,
            var other => throw new ArgumentTransformationMetadataException($"A string or a SecureString is needed, and not an object of type {other.GetType().Name}."),
        };
}
