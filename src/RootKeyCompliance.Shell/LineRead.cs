namespace RootKeyCompliance.Shell;

internal enum LineEnd
{
    Enter,
    ControlC,
    EndOfInput,
}

/// <summary>A line, and how it ended.</summary>
internal readonly record struct LineRead(LineEnd End, string Text);
