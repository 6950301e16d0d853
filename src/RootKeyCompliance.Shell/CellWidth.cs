using System.Globalization;
using System.Management.Automation.Internal;
using System.Text;

namespace RootKeyCompliance.Shell;

/// <summary>How many terminal cells a text takes: East Asian characters and emoji two, combining marks and escapes none.</summary>
internal static class CellWidth
{
    public static int Of(string text)
    {
        if (text.Contains('\e', StringComparison.Ordinal))
        {
            text = new StringDecorated(text).ToString(System.Management.Automation.OutputRendering.PlainText);
        }

        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    public static int Of(Rune rune)
    {
        var code = rune.Value;
        if (code < 0x300)
        {
            return 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return code is (>= 0x1100 and <= 0x115F)
            or (>= 0x2E80 and <= 0xA4CF and not 0x303F)
            or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1F64F)
            or (>= 0x1F680 and <= 0x1F6FF)
            or (>= 0x1F900 and <= 0x1F9FF)
            or (>= 0x20000 and <= 0x3FFFD)
            ? 2
            : 1;
    }

    /// <summary>The longest beginning of a plain text that fits; what was cut off is shown by an ellipsis.</summary>
    public static string Fit(string text, int cells)
    {
        if (Of(text) <= cells)
        {
            return text;
        }

        var fitted = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > cells)
            {
                break;
            }

            fitted.Append(rune);
        }

        return cells > 0 ? fitted.Append('…').ToString() : "";
    }
}
