using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>A reader of text from outside.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corpus">Texts that it understands, to begin with.</param>
/// <param name="Tokens">Words that mean something to it.</param>
/// <param name="Read">Has it read an input, and gives what came of it in a word; throws for what may not come of any input.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, IReadOnlyList<byte[]> Tokens, Func<byte[], string> Read)
{
    internal FuzzTarget(string name, IEnumerable<string> corpus, IEnumerable<string> tokens, Func<byte[], string> read)
        : this(name, [.. corpus.Select(Encoding.UTF8.GetBytes)], [.. tokens.Select(Encoding.UTF8.GetBytes)], read)
    {
    }

    public override string ToString() => Name;
}

/// <summary>Something came of an input that may come of none.</summary>
internal sealed class FuzzException(string message) : Exception(message);

/// <summary>Checks what comes of an input.</summary>
internal static class FuzzJudge
{
    /// <summary>A secret that no text has by chance. Among any six of its characters is a digit, so that no piece of it passes for a word.</summary>
    internal const string Canary = "c4n9R2y7Kq3Zx8Wv5Tj1";

    private const int LeastTrace = 6;

    /// <summary>The word for a fault, which is none of the module's own defects and repeats no secret.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="isWhole">Whether only the whole secret counts: what a server repeats is known by nothing else.</param>
    internal static string Fault(CisFault fault, bool isWhole = false)
    {
        if (fault.ErrorId == nameof(CisFaults.UnexpectedError))
        {
            throw new FuzzException($"A defect: {fault.Message}");
        }

        Secrets($"{fault.Message}\n{fault.RecommendedAction}", isWhole);
        return fault.ErrorId;
    }

    /// <summary>A text that is shown repeats no secret.</summary>
    internal static void Secrets(string shown, bool isWhole = false)
    {
        var length = isWhole ? Canary.Length : LeastTrace;
        for (var start = 0; start + length <= Canary.Length; start++)
        {
            if (shown.Contains(Canary.AsSpan(start, length), StringComparison.Ordinal))
            {
                throw new FuzzException($"A piece of the secret is shown: {shown}");
            }
        }
    }

    /// <summary>Runs a reader whose contract is the project's own exception.</summary>
    internal static string Try(Func<string> read, bool isWhole = false)
    {
        try
        {
            return read();
        }
        catch (CisException e)
        {
            return Fault(e.Fault, isWhole);
        }
    }
}
