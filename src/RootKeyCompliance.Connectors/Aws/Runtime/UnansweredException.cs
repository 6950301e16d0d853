namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>There is no answer, and the request is not to be sent again without thought.</summary>
/// <param name="silence">How long the service has answered nothing, when the request was not sent for that; null when it was sent.</param>
/// <param name="last">What the last request that was sent came to.</param>
internal sealed class UnansweredException(TimeSpan? silence, Exception last) : Exception("There is no answer.")
{
    internal TimeSpan? Silence => silence;

    /// <summary>What the last request that was sent came to. Not the inner exception: an aborted socket there is asked again ten times by the SDK.</summary>
    internal Exception Last => last;
}
