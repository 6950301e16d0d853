using System.Collections;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>Every text that a script has left where somebody or something may read it, and where that was.</summary>
internal static class Shown
{
    /// <summary>As deep as Format-List and a job's serialization go, and deeper.</summary>
    private const int Depth = 6;

    internal static void AssertNone(IEnumerable<(string Where, string Text)> shown, IReadOnlyCollection<Canary> canaries)
    {
        var texts = shown.ToList();
        Assert.NotEmpty(texts);
        var leaks = from canary in canaries from item in texts where canary.IsIn(item.Text) select $"{canary.Name} in {item.Where}: {item.Text}";
        var all = string.Join(Environment.NewLine, leaks);
        Assert.True(all.Length == 0, all);
    }

    /// <summary>All streams of a script, what ended it, and what its session keeps in <c>$Error</c>.</summary>
    internal static IEnumerable<(string Where, string Text)> By(SessionRun run, ModuleSession session)
        => Streams(run).Concat(session.Run("$Error").Output.SelectMany(error => Of("$Error", error)));

    /// <summary>How a host formats a script's output and errors.</summary>
    internal static IEnumerable<(string Where, string Text)> InHost(SessionRun run, ModuleSession session) => session.With("shown", run.Output).Run(
        """
        $shown | Out-String -Width 9999
        $shown | Format-List * | Out-String -Width 9999
        $Error | Out-String -Width 9999
        Get-Error -Newest 50 | Out-String -Width 9999
        """).Texts.Select(text => ("a host", text));

    private static IEnumerable<(string Where, string Text)> Streams(SessionRun run) =>
    [
        .. run.Output.SelectMany(item => Of("output", item)),
        .. run.Errors.SelectMany(error => Of("error", error)),
        .. run.Warnings.Select(text => ("warning", text)),
        .. run.Verbose.Select(text => ("verbose", text)),
        .. run.Debug.Select(text => ("debug", text)),
        .. run.Information.SelectMany(record => Of("information", record.MessageData)),
        .. run.Information.Select(record => ("information", $"{record} {record.Source} {string.Join(' ', record.Tags)}")),
        .. run.Progress.Select(record => ("progress", $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}")),
        .. Of("failure", run.Failure),
    ];

    private static IEnumerable<(string Where, string Text)> Of(string where, object? value)
    {
        var shown = value is PSObject { BaseObject: var inner } ? inner : value;
        return shown switch
        {
            null => [],
            ErrorRecord error => OfError(where, error),
            Exception exception => OfException(where, exception),
            _ => [(where, $"{value}"), ($"{where}, all properties", PSSerializer.Serialize(value, Depth))],
        };
    }

    private static IEnumerable<(string Where, string Text)> OfError(string where, ErrorRecord error) =>
    [
        (where, $"{error}"),
        ($"{where}, ids", $"{error.FullyQualifiedErrorId} {error.CategoryInfo} {error.CategoryInfo.TargetName} {error.ScriptStackTrace}"),
        ($"{where}, details", $"{error.ErrorDetails?.Message} {error.ErrorDetails?.RecommendedAction}"),
        .. OfException($"{where}, exception", error.Exception),
        .. Of($"{where}, target", error.TargetObject),
        .. error.InvocationInfo is { } invocation ? OfInvocation($"{where}, invocation", invocation) : [],
    ];

    private static IEnumerable<(string Where, string Text)> OfException(string where, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return (where, $"{cause}");
            yield return ($"{where}, data", string.Join(' ', cause.Data.Cast<DictionaryEntry>().Select(pair => $"{pair.Key} {pair.Value}")));
            foreach (var item in Of($"{where}, fault", (cause as CisException)?.Fault))
            {
                yield return item;
            }
        }
    }

    /// <summary>The scripts of these tests hold no secret: whatever is in here comes from a parameter's value.</summary>
    private static IEnumerable<(string Where, string Text)> OfInvocation(string where, InvocationInfo invocation) =>
    [
        (where, $"{invocation.Line} {invocation.PositionMessage} {invocation.InvocationName}"),
        .. invocation.BoundParameters.SelectMany(pair => Of($"{where}, -{pair.Key}", pair.Value)),
        .. invocation.UnboundArguments.SelectMany(argument => Of(where, argument)),
    ];
}
