using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>How a service may write what it repeats.</summary>
internal static class Echo
{
    internal const string Every = "every form";

    /// <summary>Where the part that is shown ends.</summary>
    internal const string Long = "after much else";

    internal static Dictionary<string, Func<string, string>> Forms { get; } = new(StringComparer.Ordinal)
    {
        ["as it is"] = text => text,
        ["percent-encoded"] = Uri.EscapeDataString,
        ["percent-decoded"] = Uri.UnescapeDataString,
        ["as a form has it"] = text => WebUtility.UrlEncode(text),
        ["as JSON"] = text => JsonEncodedText.Encode(text).ToString(),
        ["as little JSON as needed"] = LittleJson,
        ["as JSON of PHP"] = text => LittleJson(text).Replace("/", "\\/", StringComparison.Ordinal),
        ["as HTML"] = text => WebUtility.HtmlEncode(text),
        ["as base64"] = Base64,
        ["as base64 for addresses"] = text => Base64(text).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        ["as a login"] = text => Base64($"\0alerts\0{text}"),
        [Long] = text => new string('x', 190) + text,
    };

    /// <summary>What is said when these secrets are repeated: each as it was given and as it reads decoded.</summary>
    internal static string Of(string form, IEnumerable<string> secrets)
    {
        var forms = form == Every ? Forms.Where(pair => pair.Key != Long).Select(pair => pair.Value) : [Forms[form]];
        var texts = secrets.SelectMany(secret => new[] { secret, Uri.UnescapeDataString(secret) }).Distinct(StringComparer.Ordinal);
        return string.Join(' ', texts.SelectMany(text => forms.Select(write => write(text))));
    }

    /// <summary>The same as a string in JSON, where the form is not one of JSON itself.</summary>
    internal static string AsJson(string form, string echo)
        => form.Contains("JSON", StringComparison.Ordinal) ? $"\"{echo}\"" : JsonSerializer.Serialize(echo);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string LittleJson(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
