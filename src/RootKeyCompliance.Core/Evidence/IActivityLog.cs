namespace RootKeyCompliance;

/// <summary>Where sources say what they are doing. Never receives secrets.</summary>
public interface IActivityLog
{
    /// <summary>What is being done to which account.</summary>
    /// <param name="text">One line.</param>
    void Verbose(string text);

    /// <summary>Where credentials, regions and endpoints came from.</summary>
    /// <param name="text">One line.</param>
    void Debug(string text);

    /// <summary>Something asked for could not be had, and the run goes on.</summary>
    /// <param name="text">One line.</param>
    void Warning(string text);
}
