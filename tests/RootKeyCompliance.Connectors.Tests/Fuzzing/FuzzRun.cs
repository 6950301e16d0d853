using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Many inputs for one target. An input of which something new comes joins the corpus, so that others are made of it: that is the guidance there is.
/// The same seed makes the same run.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int LargestCorpus = 400;
    private const int MostShown = 8;
    private const int MostShownBytes = 4096;

    /// <summary>Far more than any input needs on a busy machine.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Hopeless = TimeSpan.FromSeconds(60);

    private readonly List<byte[]> _corpus = [.. target.Corpus];
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly FuzzMutator _mutator = new(target.Tokens);
    private byte[] _input = [];
    private int _number;
    private TimeSpan _slowest;

    /// <summary>What may not come of any input, with the input.</summary>
    internal IReadOnlyCollection<string> Failures => [.. _failures.Values];

    /// <summary>How many ways there were to end.</summary>
    internal int Outcomes => _outcomes.Count;

    /// <summary>Reads the corpus as it is, then so many inputs made of it.</summary>
    internal string Run(int inputs, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();

        // On a thread of its own: one that never ends must not take the test with it.
        var run = Task.Factory.StartNew(() => All(inputs, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var (last, since) = (-1, Stopwatch.GetTimestamp()); !run.Wait(500, cancellationToken);)
        {
            var number = Volatile.Read(ref _number);
            (last, since) = number == last ? (last, since) : (number, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > Hopeless)
            {
                _failures["hangs"] = $"It does not come to an end: {FuzzDice.Replay(seed, number, _input)}";
                break;
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {_number:N0} inputs, {clock.Elapsed.TotalSeconds:0.0} s, slowest {_slowest.TotalMilliseconds:0} ms, corpus {_corpus.Count}; {string.Join(", ", _outcomes.OrderByDescending(pair => pair.Value).Take(40).Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
    }

    /// <summary>Reads one input.</summary>
    internal void Replay(byte[] input) => One(input);

    private void All(int inputs, CancellationToken cancellationToken)
    {
        foreach (var input in target.Corpus)
        {
            One(input);
        }

        for (; _number < inputs && !cancellationToken.IsCancellationRequested; Volatile.Write(ref _number, _number + 1))
        {
            One(_mutator.Make(FuzzDice.Of(seed, _number), _corpus));
        }
    }

    private void One(byte[] input)
    {
        _input = input;
        var outcome = Read(input, out var taken);
        if (taken > LongestRead)
        {
            // Once more: the machine may have had something else to do.
            outcome = Read(input, out taken);
            if (taken > LongestRead)
            {
                Fail("slow", $"It takes {taken.TotalSeconds:0.0} s, for {input.Length} bytes", input);
            }
        }

        _slowest = taken > _slowest ? taken : _slowest;
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        if (_outcomes[outcome] == 1 && _corpus.Count < LargestCorpus)
        {
            _corpus.Add(input);
        }
    }

    private string Read(byte[] input, out TimeSpan taken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return target.Read(input);
        }
#pragma warning disable CA1031 // Whatever it throws is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var thrown = e is FuzzException ? e.Message : $"{e.GetType().Name}: {e.Message} {e.StackTrace}";
            Fail(e is FuzzException ? e.Message.Split(':')[0] : $"{e.GetType().Name} {Place(e)}", thrown, input);
            return "failed";
        }
        finally
        {
            taken = Stopwatch.GetElapsedTime(started);
        }
    }

    private void Fail(string kind, string what, byte[] input)
    {
        // A few of each kind: they need not have one cause.
        var name = $"{kind} {_failures.Keys.Count(key => key.StartsWith(kind, StringComparison.Ordinal))}";
        if (_failures.Count < MostShown)
        {
            _failures[name] = $"{what}\n{FuzzDice.Replay(seed, _number, input.Length > MostShownBytes ? [] : input)}\n{System.Text.Encoding.UTF8.GetString(input, 0, Math.Min(input.Length, MostShownBytes))}";
        }
    }

    private static string Place(Exception e) => e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("RootKeyCompliance", StringComparison.Ordinal))?.Trim() ?? "";
}
