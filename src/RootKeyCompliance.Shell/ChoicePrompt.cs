using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace RootKeyCompliance.Shell;

/// <summary>A question with a few answers: <c>[Y] Yes  [A] Yes to All  …  [?] Help (default is "Y"):</c></summary>
internal sealed class ChoicePrompt(ShellUI ui, Prompts prompts)
{
    public int Ask(string? caption, string? message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentOutOfRangeException.ThrowIfZero(choices.Count, nameof(choices));
        ArgumentOutOfRangeException.ThrowIfLessThan(defaultChoice, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(defaultChoice, choices.Count);
        prompts.Demand();

        var options = choices.Select(Option.From).ToList();
        prompts.WriteHeading(caption, message);
        while (true)
        {
            WriteOptions(options, defaultChoice);
            var answer = prompts.ReadAnswer().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (answer is "?")
            {
                WriteHelp(options);
                continue;
            }

            var picked = options.FindIndex(option => option.IsMeantBy(answer));
            if (picked >= 0)
            {
                return picked;
            }
        }
    }

    private void WriteOptions(List<Option> options, int defaultChoice)
    {
        var parts = options
            .Select((option, index) => index == defaultChoice
                ? $"{PSStyle.Instance.Foreground.BrightYellow}[{option.HotKey}] {option.Label}{PSStyle.Instance.Reset}"
                : $"[{option.HotKey}] {option.Label}")
            .Select(text => text + "  ")
            .Append("[?] Help ");
        if (defaultChoice >= 0)
        {
            parts = parts.Append($"(default is \"{options[defaultChoice].Key}\"): ");
        }

        var width = ui.RawUI.WindowSize.Width - 1;
        var used = 0;
        foreach (var part in parts)
        {
            var cells = CellWidth.Of(part);
            var wraps = used > 0 && used + cells > width;
            if (wraps)
            {
                ui.WriteLine();
            }

            used = wraps ? cells : used + cells;
            ui.Write(wraps ? part.TrimEnd() : part);
        }
    }

    private void WriteHelp(List<Option> options)
    {
        foreach (var option in options)
        {
            ui.WriteLine($"{option.Key} - {option.Help}");
        }
    }

    /// <summary>"Yes to &amp;All": the character after the ampersand is the key.</summary>
    private sealed record Option(string HotKey, string Label, string Help)
    {
        public string Key => HotKey.Length > 0 ? HotKey : Label;

        public static Option From(ChoiceDescription choice)
        {
            var ampersand = choice.Label.IndexOf('&', StringComparison.Ordinal);
            return ampersand >= 0 && ampersand + 1 < choice.Label.Length
                ? new Option(
                    choice.Label[ampersand + 1].ToString().ToUpperInvariant(),
                    choice.Label.Remove(ampersand, 1).Trim(),
                    choice.HelpMessage)
                : new Option("", choice.Label, choice.HelpMessage);
        }

        public bool IsMeantBy(string answer) =>
            string.Equals(answer, Label, StringComparison.OrdinalIgnoreCase)
            || (HotKey.Length > 0 && string.Equals(answer, HotKey, StringComparison.OrdinalIgnoreCase));
    }
}
