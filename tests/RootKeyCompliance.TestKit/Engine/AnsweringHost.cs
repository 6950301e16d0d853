using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RootKeyCompliance.TestKit;

/// <summary>A host with somebody in front of it, who answers questions by the labels of their choices: Yes, Yes to All, No, No to All.</summary>
internal sealed class AnsweringHost : PSHost
{
    private readonly AnsweringUI _ui;

    /// <param name="answers">In order; the last one also to everything after it.</param>
    internal AnsweringHost(params string[] answers) => _ui = new AnsweringUI(answers);

    /// <summary>What was asked, in order.</summary>
    internal IReadOnlyList<string> Questions => [.. _ui.Questions];

    /// <summary>What the host was told to show, -WhatIf's texts among it.</summary>
    internal IReadOnlyList<string> Lines => [.. _ui.Lines];

    /// <summary>Called before an answer is given.</summary>
    internal Action? Thinking { get => _ui.Thinking; set => _ui.Thinking = value; }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => nameof(AnsweringHost);

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class AnsweringUI(string[] answers) : PSHostUserInterface
    {
        private int _asked;

        internal ConcurrentQueue<string> Questions { get; } = [];

        internal ConcurrentQueue<string> Lines { get; } = [];

        internal Action? Thinking { get; set; }

        public override PSHostRawUserInterface? RawUI => null;

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Enqueue($"{caption}: {message}");
            Thinking?.Invoke();
            var answer = answers[Math.Min(_asked++, answers.Length - 1)];
            var labels = choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToList();
            return labels.IndexOf(answer) is >= 0 and var index ? index : throw new InvalidOperationException($"'{answer}' is none of {string.Join(", ", labels)}.");
        }

        public override void Write(string value) => Lines.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteDebugLine(string message) => Lines.Enqueue(message);

        public override void WriteErrorLine(string value) => Lines.Enqueue(value);

        public override void WriteVerboseLine(string message) => Lines.Enqueue(message);

        public override void WriteWarningLine(string message) => Lines.Enqueue(message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
            => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
    }
}
