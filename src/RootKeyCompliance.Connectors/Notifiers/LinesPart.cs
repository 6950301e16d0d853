namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>A message whose text is some of the digest's lines.</summary>
internal abstract record LinesPart(int Number, int Count, CisNotification Digest, IReadOnlyList<CisMessage> Lines) : NotificationPart(Number, Count)
{
    /// <summary>The title, and which message of several this is.</summary>
    private protected string Title => $"{Digest.Title} {Label}".TrimEnd();

    /// <summary>The lines as they are; where there are several messages, each begins with the title and says which of them it is.</summary>
    private protected IEnumerable<string> TextLines() => Count == 1
        ? Lines.Select(line => line.Text)
        : Lines.Where(line => line.Kind != CisMessageKind.Header).Select(line => line.Text).Prepend(Title);
}
