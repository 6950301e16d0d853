using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>
/// A secret that is in no text by chance. Its random halves look the same in most encodings; what stands between and beside them does
/// not, so that whoever takes secrets out of texts has to know how a service wrote them.
/// </summary>
internal sealed partial class Canary
{
    /// <summary>Less of a half is no trace of it; half a secret is one too.</summary>
    private const int LeastTrace = 8;
    private const int HalfLength = 16;

    private readonly string[] _traces;

    /// <param name="name">What the secret is, for whoever reads the failure.</param>
    /// <param name="shape">The secret, with <c>{0}</c> and <c>{1}</c> for its halves.</param>
    internal Canary(string name, string shape)
    {
        string[] halves = [Half(), Half()];
        Name = name;
        Text = string.Format(CultureInfo.InvariantCulture, shape, halves);
        _traces =
        [
            .. from half in halves
               from start in Enumerable.Range(0, HalfLength - LeastTrace + 1)
               select half.Substring(start, LeastTrace),
        ];
    }

    internal string Name { get; }

    internal string Text { get; }

    /// <summary>Whether a text holds a trace of the secret, as it is or in base64.</summary>
    internal bool IsIn(string text)
        => Readings(text).Any(reading => Array.Exists(_traces, trace => reading.Contains(trace, StringComparison.OrdinalIgnoreCase)));

    private static string Half() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", HalfLength);

    /// <summary>The text, and whatever can be read out of it as base64, wherever that begins.</summary>
    private static IEnumerable<string> Readings(string text)
    {
        yield return text;
        foreach (Match run in Base64().Matches(text))
        {
            var letters = run.Value.Replace('-', '+').Replace('_', '/');
            for (var start = 0; start < 4; start++)
            {
                yield return Encoding.Latin1.GetString(Convert.FromBase64String(letters.Substring(start, (letters.Length - start) / 4 * 4)));
            }
        }
    }

    [GeneratedRegex("[A-Za-z0-9+/_-]{11,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Base64();
}
