namespace RootKeyCompliance;

/// <summary>Somewhere to send notifications to. Holds no secrets in its public properties.</summary>
public abstract class CisNotifier
{
    private protected CisNotifier(string name) => Name = name;

    /// <summary>The name by which <c>-Notifier</c> finds it.</summary>
    public string Name { get; }

    /// <summary>The kind: <c>Console</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The name and kind.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>The console: lines on the information stream, shown by the host.</summary>
public sealed class ConsoleNotifier : CisNotifier
{
    internal ConsoleNotifier(string name)
        : base(name)
    {
    }

    /// <summary>The notifier that is there without any configuration.</summary>
    public static ConsoleNotifier Default { get; } = new("default");

    /// <inheritdoc/>
    public override string Kind => "Console";
}
