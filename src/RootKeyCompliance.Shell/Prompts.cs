using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RootKeyCompliance.Shell;

/// <summary>The reading half of every question: refuses under -NonInteractive, stops the pipeline on Ctrl+C, says so when input ends.</summary>
internal sealed class Prompts(ShellUI ui, LineReader reader, bool nonInteractive)
{
    /// <summary>What the engine turns into "a mandatory parameter is missing" where a person would have been asked.</summary>
    public static PSInvalidOperationException NotAvailable() =>
        new("The shell is in NonInteractive mode: it cannot read input or ask questions.");

    public void Demand()
    {
        if (nonInteractive)
        {
            throw NotAvailable();
        }
    }

    /// <summary>A line, or null at the end of the input.</summary>
    public string? ReadLine()
    {
        Demand();
        var line = reader.Read();
        return line.End switch
        {
            LineEnd.ControlC => throw new PipelineStoppedException(),
            LineEnd.EndOfInput => null,
            _ => line.Text,
        };
    }

    /// <summary>An answer; a question that nobody is left to answer is an error, never a default.</summary>
    public string ReadAnswer()
    {
        if (ReadLine() is { } answer)
        {
            return answer;
        }

        ui.WriteLine();
        throw InputEnded();
    }

    public SecureString ReadSecureLine()
    {
        Demand();
        return reader.ReadSecret() ?? throw new PipelineStoppedException();
    }

    public PSCredential ReadCredential(string? caption, string? message, string? userName)
    {
        Demand();
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            ui.Write("User: ");
            userName = ReadAnswer();
        }

        ui.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecureLine());
    }

    public void WriteHeading(string? caption, string? message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            ui.WriteLine();
            ui.WriteLine(PSStyle.Instance.Bold + caption + PSStyle.Instance.BoldOff);
        }

        if (!string.IsNullOrEmpty(message))
        {
            ui.WriteLine(message);
        }
    }

    private static PromptingException InputEnded() => new(
        "The input ended before the question was answered.",
        innerException: null,
        "InputEnded",
        ErrorCategory.OperationStopped);
}
