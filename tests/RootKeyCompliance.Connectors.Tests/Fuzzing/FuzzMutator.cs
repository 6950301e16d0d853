using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>Makes inputs out of others: the same ones for the same dice.</summary>
internal sealed class FuzzMutator(IReadOnlyList<byte[]> tokens)
{
    private const int LongestInput = 64 * 1024;
    private const int MostSteps = 4;
    private const int RareFlood = 500;
    private const int RareNoise = 100;

    private static readonly byte[] Bytes =
        [0, 1, 9, 10, 13, 32, (byte)'"', (byte)'\'', (byte)'%', (byte)'&', (byte)',', (byte)':', (byte)';', (byte)'<', (byte)'=', (byte)'\\', 0x7f, 0x80, 0xc0, 0xed, 0xff];

    private static readonly byte[][] Numbers =
    [
        .. new[] { "0", "1", "-1", "2", "00", "0.0", "1e0", "1e999", "2147483647", "2147483648", "-9223372036854775809", "18446744073709551616", "NaN", "" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    internal byte[] Make(Random dice, IReadOnlyList<byte[]> corpus)
    {
        if (dice.Next(RareNoise) == 0)
        {
            var noise = new byte[dice.Next(64)];
            dice.NextBytes(noise);
            return noise;
        }

        var input = corpus[dice.Next(corpus.Count)];
        for (var steps = dice.Next(2) == 0 ? 1 : dice.Next(1, MostSteps + 1); steps > 0; steps--)
        {
            input = Step(dice, input, corpus);
        }

        return dice.Next(RareFlood) == 0 ? Flood(dice, input) : input.Length > LongestInput ? input[..LongestInput] : input;
    }

    private byte[] Step(Random dice, byte[] input, IReadOnlyList<byte[]> corpus)
    {
        var (start, length) = Range(dice, input.Length);
        switch (dice.Next(18))
        {
            case 0 when input.Length > 0:
                return Splice(input, start, 1, [(byte)(input[start] ^ (1 << dice.Next(8)))]);
            case 1 when input.Length > 0:
                return Splice(input, start, 1, [Bytes[dice.Next(Bytes.Length)]]);
            case 2:
                return Splice(input, start, 0, [Bytes[dice.Next(Bytes.Length)]]);
            case 3:
                return Splice(input, start, length, []);
            case 4:
                return Splice(input, start, 0, input.AsSpan(start, length));
            case 5:
                return input[..start];
            case 6:
                var other = corpus[dice.Next(corpus.Count)];
                var (from, _) = Range(dice, other.Length);
                return Splice(input, start, input.Length - start, other.AsSpan(from));
            case 7:
                var third = corpus[dice.Next(corpus.Count)];
                var (begin, count) = Range(dice, third.Length);
                return Splice(input, start, length, third.AsSpan(begin, count));
            case 8:
                return Splice(input, start, 0, tokens[dice.Next(tokens.Count)]);
            case 9:
                return InsteadOfWord(dice, input, start, tokens[dice.Next(tokens.Count)], everywhere: dice.Next(3) == 0);
            case 10:
                return InsteadOfWord(dice, input, start, Numbers[dice.Next(Numbers.Length)], everywhere: false);
            case 11 or 12:
                var (twice, size1) = FuzzBlock.Find(input, start);
                return Splice(input, twice, 0, input.AsSpan(twice, size1));
            case 13 or 14:
                var (gone, size2) = FuzzBlock.Find(input, start);
                return Splice(input, gone, size2, []);
            case 15 or 16:
                var donor = corpus[dice.Next(corpus.Count)];
                var (block, size3) = FuzzBlock.Find(donor, dice.Next(donor.Length + 1));
                var (place, size4) = FuzzBlock.Find(input, start);
                return Splice(input, place, dice.Next(2) == 0 ? size4 : 0, donor.AsSpan(block, size3));
            default:
                var (second, size) = Range(dice, input.Length);
                return Splice(input, start, length, input.AsSpan(second, size));
        }
    }

    /// <summary>Another word in a word's place; everywhere, so that what belongs together, as an element's two ends, still does.</summary>
    private static byte[] InsteadOfWord(Random dice, byte[] input, int near, byte[] replacement, bool everywhere)
    {
        var start = near;
        while (start < input.Length && !IsOfWord(input[start]))
        {
            start++;
        }

        while (start > 0 && start <= input.Length && IsOfWord(input[start - 1]))
        {
            start--;
        }

        var end = start;
        while (end < input.Length && IsOfWord(input[end]))
        {
            end++;
        }

        if (end == start)
        {
            return input;
        }

        if (!everywhere)
        {
            return Splice(input, start, end - start, replacement);
        }

        var word = input[start..end];
        var length = dice.Next(4) == 0 ? word.Length : int.MaxValue;
        var all = new List<byte>(input.Length);
        for (var at = 0; at < input.Length;)
        {
            if (input.AsSpan(at).StartsWith(word))
            {
                all.AddRange(replacement.AsSpan(0, Math.Min(length, replacement.Length)));
                at += word.Length;
            }
            else
            {
                all.Add(input[at++]);
            }
        }

        return [.. all];
    }

    /// <summary>One block again and again, which takes long where each costs what came before it.</summary>
    private static byte[] Flood(Random dice, byte[] input)
    {
        var (start, length) = Range(dice, input.Length);
        if (length == 0)
        {
            return input;
        }

        var block = input.AsSpan(start, Math.Min(length, 64)).ToArray();
        var times = Math.Max(0, LongestInput - input.Length) / block.Length;
        return Splice(input, start, 0, Enumerable.Repeat(block, times).SelectMany(bytes => bytes).ToArray());
    }

    private static (int Start, int Length) Range(Random dice, int length)
    {
        var start = dice.Next(length + 1);
        start = Math.Min(start, Math.Max(0, length - 1));
        var most = length - start;

        // Mostly a few: to lose a whole half has the same outcome each time.
        return (start, dice.Next(3) == 0 ? dice.Next(most + 1) : Math.Min(most, dice.Next(16)));
    }

    private static byte[] Splice(byte[] input, int start, int length, ReadOnlySpan<byte> replacement)
        => [.. input.AsSpan(0, start), .. replacement, .. input.AsSpan(start + length)];

    private static bool IsOfWord(byte character) => char.IsAsciiLetterOrDigit((char)character) || character is (byte)'_' or (byte)'-' or (byte)'.';
}

/// <summary>The dice of one input.</summary>
internal static class FuzzDice
{
    /// <param name="seed">The run's.</param>
    /// <param name="number">The input's number in it.</param>
    internal static Random Of(int seed, int number) => new(unchecked((seed * 486187739) + number));

    /// <summary>Input and dice for whoever wants to see it again.</summary>
    internal static string Replay(int seed, int number, byte[] input)
        => string.Create(CultureInfo.InvariantCulture, $"seed {seed}, input {number}, ROOTKEYCOMPLIANCE_FUZZ_INPUT={Convert.ToBase64String(input)}");
}
