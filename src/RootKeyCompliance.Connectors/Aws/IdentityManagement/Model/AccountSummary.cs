using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Asks for the account's entity counts and flags.</summary>
internal sealed class GetAccountSummaryRequest : AmazonWebServiceRequest;

/// <summary>The account's entity counts and flags.</summary>
internal sealed class GetAccountSummaryResponse : AmazonWebServiceResponse
{
    /// <summary>By name; names that AWS left out are not in it.</summary>
    public Dictionary<string, int> SummaryMap { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that have had a value, also one that is no number.</summary>
    internal HashSet<string> Said { get; } = new(StringComparer.Ordinal);

    /// <summary>The key that was read last, when its value comes next.</summary>
    internal string? Key { get; set; }

    /// <summary>The key of the value that is being read.</summary>
    internal string? KeyOfValue { get; set; }
}
