namespace RootKeyCompliance.Shell;

/// <summary>While it lives, Ctrl+C is a key that ends the line, not a signal that stops a pipeline.</summary>
internal sealed class RawKeyboard : IDisposable
{
    public RawKeyboard() => Console.TreatControlCAsInput = true;

    public static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) =>
        key.Key == letter && key.Modifiers == ConsoleModifiers.Control;

    public void Dispose() => Console.TreatControlCAsInput = false;
}
