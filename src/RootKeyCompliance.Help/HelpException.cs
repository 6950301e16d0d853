namespace RootKeyCompliance.Help;

/// <summary>A page is not such as help can be made of.</summary>
internal sealed class HelpException(string page, string message) : Exception(message)
{
    /// <summary>The page's path.</summary>
    public string Page { get; } = page;
}
