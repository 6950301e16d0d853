using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace RootKeyCompliance.Fakes;

/// <summary>The parameters of a Query call. There are few: to look through them costs less than to index them.</summary>
internal sealed class AwsForm
{
    private readonly List<(string Name, string Value)> _pairs = new(capacity: 8);

    internal AwsForm(string text)
    {
        foreach (var pair in new QueryStringEnumerable(text))
        {
            _pairs.Add((pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }
    }

    internal static AwsForm Of(HttpRequest request, byte[] body) =>
        new((HttpMethods.IsPost(request.Method) ? Encoding.UTF8.GetString(body) : request.QueryString.Value) ?? string.Empty);

    /// <summary>The last of that name, when it is there more than once.</summary>
    internal string? Value(string name) => _pairs.FindLast(pair => string.Equals(pair.Name, name, StringComparison.Ordinal)).Value;
}
