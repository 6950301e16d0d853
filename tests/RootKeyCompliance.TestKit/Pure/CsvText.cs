using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>Reads RFC 4180 as strictly as it is written: CRLF, quotes only around whole cells.</summary>
internal static class CsvText
{
    internal static List<Dictionary<string, string>> Rows(string text)
    {
        Assert.StartsWith("\uFEFF", text, StringComparison.Ordinal);
        var lines = Cells(text[1..]);
        Assert.All(lines, line => Assert.Equal(lines[0].Count, line.Count));
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static List<List<string>> Cells(string text)
    {
        var lines = new List<List<string>>();
        var line = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var cell = new StringBuilder();
            if (text[at] == '"')
            {
                for (at++; text[at] != '"' || text[at + 1] == '"'; at++)
                {
                    cell.Append(text[at]);
                    at += text[at] == '"' ? 1 : 0;
                }

                at++;
            }
            else
            {
                for (; text[at] is not (',' or '\r'); at++)
                {
                    Assert.NotEqual('"', text[at]);
                    cell.Append(text[at]);
                }
            }

            line.Add(cell.ToString());
            if (text[at] == ',')
            {
                at++;
                continue;
            }

            Assert.Equal("\r\n", text[at..(at + 2)]);
            at += 2;
            lines.Add(line);
            line = [];
        }

        Assert.Empty(line);
        return lines;
    }
}
