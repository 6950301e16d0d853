using System.Management.Automation;

namespace RootKeyCompliance.Notifications;

/// <summary>What <c>-Notifier</c> takes: names, Flowpipe names, notifier objects, or a mixture.</summary>
internal static class NotifierList
{
    private const string FlowpipePrefix = "notifier.";

    /// <exception cref="CisException">A name belongs to no notifier.</exception>
    internal static IReadOnlyList<CisNotifier> Resolve(IEnumerable<object> notifiers)
        => [.. notifiers.Select(notifier => notifier is PSObject wrapped ? wrapped.BaseObject : notifier).Select(Resolve).Distinct()];

    private static CisNotifier Resolve(object? notifier)
    {
        if (notifier is CisNotifier known)
        {
            return known;
        }

        var name = notifier?.ToString() ?? "";
        var bare = name.StartsWith(FlowpipePrefix, StringComparison.OrdinalIgnoreCase) ? name[FlowpipePrefix.Length..] : name;
        return bare.Equals(ConsoleNotifier.Default.Name, StringComparison.OrdinalIgnoreCase)
            ? ConsoleNotifier.Default
            : throw new CisException(CisFaults.NotifierNotFound(name));
    }
}
