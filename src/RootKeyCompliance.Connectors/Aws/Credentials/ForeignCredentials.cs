using System.Reflection;
using Amazon.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Credentials;

/// <summary>
/// Credentials of another copy of the AWS SDK, which are of a type that is not ours: asked by name, afresh for each request,
/// so that those which refresh themselves go on doing so.
/// </summary>
internal sealed class ForeignCredentials : AWSCredentials
{
    private readonly object _other;
    private readonly MethodInfo _getCredentials;

    private ForeignCredentials(object other, MethodInfo getCredentials)
    {
        _other = other;
        _getCredentials = getCredentials;
    }

    /// <summary>Wraps the object, or gives null when it is no AWSCredentials.</summary>
    internal static AWSCredentials? TryWrap(object candidate)
    {
        if (candidate is AWSCredentials ours)
        {
            return ours;
        }

        var method = candidate.GetType().GetMethod(nameof(GetCredentials), BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        if (method is not null && (method.ReturnType == typeof(object) || HasKeys(method.ReturnType)))
        {
            return new ForeignCredentials(candidate, method);
        }

        // AWS.Tools keeps $StoredAWSCredentials in a wrapper whose payload is not public.
        var payload = candidate.GetType().GetProperty("Credentials", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance)?.GetValue(candidate);
        return payload is null || ReferenceEquals(payload, candidate) ? null : TryWrap(payload);
    }

    public override ImmutableCredentials GetCredentials()
    {
        object? keys;
        try
        {
            keys = _getCredentials.Invoke(_other, null);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw new AmazonClientException(e.InnerException.Message, e.InnerException);
        }

        return keys is not null && Text(keys, "AccessKey") is { Length: > 0 } accessKey && Text(keys, "SecretKey") is { Length: > 0 } secretKey
            ? new ImmutableCredentials(accessKey, secretKey, Text(keys, "Token"))
            : throw new AmazonClientException("they hold no access key and secret key.");
    }

    private static bool HasKeys(Type type) => type.GetProperty("AccessKey") is not null && type.GetProperty("SecretKey") is not null;

    private static string? Text(object keys, string property) => keys.GetType().GetProperty(property)?.GetValue(keys) as string;
}
