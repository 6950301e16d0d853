using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance;

/// <summary>The page's style and script, and the policy that lets nothing else run, load or be sent.</summary>
internal static class HtmlAssets
{
    private static readonly Lazy<string> LazyStyle = new(
        () => Joined("base.css", "summary.css", "table.css", "detail.css", "print.css"));
    private static readonly Lazy<string> LazyScript = new(
        () => "\n(() => {\n\"use strict\";\n" + Joined("data.js", "elements.js", "detail.js", "rows.js", "table.js") + "})();\n");

    /// <summary>As it stands between its tags.</summary>
    internal static string Style => LazyStyle.Value;

    /// <summary>As it stands between its tags; nothing of it is seen from outside.</summary>
    internal static string Script => LazyScript.Value;

    /// <summary>The Content-Security-Policy. Trusted types keep the script itself from making elements of text.</summary>
    internal static string Policy =>
        $"default-src 'none'; style-src {Hash(Style)}; script-src {Hash(Script)}; base-uri 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Joined(params string[] names) => "\n" + string.Join('\n', names.Select(Read));

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(HtmlAssets).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);

        // A browser hashes what it read, with line ends as they are here.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
