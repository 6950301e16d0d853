namespace RootKeyCompliance.Connectors;

/// <summary>What is behind an exception.</summary>
internal static class Causes
{
    /// <summary>The first of that type among the exception and its causes; null when there is none.</summary>
    internal static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T match)
            {
                return match;
            }
        }

        return null;
    }
}
