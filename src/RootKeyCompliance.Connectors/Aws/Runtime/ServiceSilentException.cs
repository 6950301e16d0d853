namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>The service has answered nothing for long: this request was not sent, or was the one that was to find out.</summary>
/// <param name="silence">For how long, when the request was not sent; null when it was.</param>
/// <param name="last">What the last request that was sent came to.</param>
internal sealed class ServiceSilentException(TimeSpan? silence, Exception last) : Exception("The service answers nothing.")
{
    internal TimeSpan? Silence => silence;

    /// <summary>What the last request that was sent came to. Not the inner exception: an aborted socket there is asked again ten times by the SDK.</summary>
    internal Exception Last => last;
}
