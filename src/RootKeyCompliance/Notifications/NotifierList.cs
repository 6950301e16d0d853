using System.Management.Automation;
using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Notifications;

/// <summary>What <c>-Notifier</c> takes: names, Flowpipe names, notifier objects, or a mixture.</summary>
internal static class NotifierList
{
    /// <param name="notifiers">Names and objects.</param>
    /// <param name="configured">The notifiers of a name; none when it is not configured.</param>
    /// <exception cref="CisException">A name belongs to no notifier.</exception>
    internal static IReadOnlyList<CisNotifier> Resolve(IEnumerable<object> notifiers, Func<string, IReadOnlyList<CisNotifier>> configured)
    {
        var byName = new Dictionary<string, IReadOnlyList<CisNotifier>>(StringComparer.OrdinalIgnoreCase);
        return [.. notifiers.Select(notifier => notifier is PSObject wrapped ? wrapped.BaseObject : notifier).SelectMany(Find).Distinct()];

        IReadOnlyList<CisNotifier> Find(object? notifier)
        {
            if (notifier is CisNotifier known)
            {
                return [known];
            }

            var name = ConfigurationName.OfNotifier(notifier?.ToString() ?? "");
            if (!byName.TryGetValue(name, out var found))
            {
                byName[name] = found = configured(name);
            }

            return found switch
            {
                { Count: > 0 } => found,
                _ when name.Equals(CisNotifier.Console.Name, StringComparison.OrdinalIgnoreCase) => [CisNotifier.Console],
                _ => throw new CisException(CisFaults.NotifierNotFound(notifier?.ToString())),
            };
        }
    }
}
