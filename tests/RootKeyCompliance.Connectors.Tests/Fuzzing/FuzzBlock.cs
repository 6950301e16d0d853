namespace RootKeyCompliance.Tests;

/// <summary>What belongs together in a text: an element with its end, an object or a list with its bracket, a line. Moved as a whole it leaves the rest understandable.</summary>
internal static class FuzzBlock
{
    /// <summary>The first block that begins at or after a place; none where nothing begins any more.</summary>
    internal static (int Start, int Length) Find(byte[] input, int near)
    {
        for (var at = near; at < input.Length; at++)
        {
            var length = input[at] switch
            {
                (byte)'<' => Element(input.AsSpan(at)),
                (byte)'{' => Bracket(input.AsSpan(at), (byte)'{', (byte)'}'),
                (byte)'[' => Bracket(input.AsSpan(at), (byte)'[', (byte)']'),
                (byte)'\n' => Line(input.AsSpan(at)),
                _ => 0,
            };
            if (length > 0)
            {
                return (at, length);
            }
        }

        return (Math.Min(near, input.Length), 0);
    }

    private static int Element(ReadOnlySpan<byte> text)
    {
        var nameEnd = text.IndexOfAny((byte)'>', (byte)' ', (byte)'/');
        if (nameEnd <= 1)
        {
            return 0;
        }

        byte[] end = [(byte)'<', (byte)'/', .. text[1..nameEnd], (byte)'>'];
        var at = text.IndexOf(end);
        return at < 0 ? 0 : at + end.Length;
    }

    private static int Bracket(ReadOnlySpan<byte> text, byte open, byte close)
    {
        var depth = 0;
        for (var at = 0; at < text.Length; at++)
        {
            depth += text[at] == open ? 1 : text[at] == close ? -1 : 0;
            if (depth == 0)
            {
                // With the comma behind it, if there is one: then it can be left out or written twice.
                return at + 1 < text.Length && text[at + 1] == ',' ? at + 2 : at + 1;
            }
        }

        return 0;
    }

    private static int Line(ReadOnlySpan<byte> text)
    {
        var end = text[1..].IndexOf((byte)'\n');
        return end < 0 ? text.Length : end + 1;
    }
}
