using System.Management.Automation;
using System.Security;

namespace RootKeyCompliance.Notifications;

/// <summary>Follows references: <c>env:NAME</c> to the environment, <c>vault:NAME</c> to Get-Secret. Belongs to the pipeline thread.</summary>
internal sealed class SettingReader(PSCmdlet command)
{
    private const string VaultCommand = "Get-Secret";

    /// <summary>The same notifier with every reference followed.</summary>
    /// <exception cref="CisException">A reference leads nowhere.</exception>
    internal CisNotifier Follow(CisNotifier notifier) => notifier.Map((_, value) => value.IsReference ? value.With(Follow(value.Text)) : value);

    /// <summary>What the reference leads to; any other text as it stands.</summary>
    /// <exception cref="CisException">The reference leads nowhere.</exception>
    internal string Follow(string text)
    {
        if (text.StartsWith(SettingValue.EnvironmentPrefix, StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(text[SettingValue.EnvironmentPrefix.Length..]) is { Length: > 0 } value
                ? value
                : throw Unavailable(text, "the environment variable is not set.");
        }

        return text.StartsWith(SettingValue.VaultPrefix, StringComparison.Ordinal) ? AskVault(text) : text;
    }

    private string AskVault(string reference)
    {
        if (command.InvokeCommand.GetCommand(VaultCommand, CommandTypes.All) is null)
        {
            throw Unavailable(reference, "there is no Get-Secret; install Microsoft.PowerShell.SecretManagement and a vault.");
        }

        object? secret;
        try
        {
            secret = command.InvokeCommand.InvokeScript(
                $"{VaultCommand} -Name $args[0] -ErrorAction Stop", reference[SettingValue.VaultPrefix.Length..]).FirstOrDefault()?.BaseObject;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            // The vault's text is not shown, nor its error id, which is the text after a plain throw: they may hold anything.
            throw Unavailable(reference, $"Get-Secret failed ({e.ErrorRecord.CategoryInfo.Category}).");
        }

        return secret switch
        {
            string { Length: > 0 } text => text,
            SecureString { Length: > 0 } secure => Reveal(secure),
            PSCredential credential when credential.Password.Length > 0 => credential.GetNetworkCredential().Password,
            null => throw Unavailable(reference, "the vault has no such secret."),
            _ => throw Unavailable(reference, "the secret is empty, or neither a text nor a credential."),
        };
    }

    /// <summary>What a parameter with <see cref="SecretTextAttribute"/> holds.</summary>
    internal static string? TextOf(object? secret) => secret is SecureString secure ? Reveal(secure) : secret as string;

    private static string Reveal(SecureString secure) => new System.Net.NetworkCredential("", secure).Password;

    private static CisException Unavailable(string reference, string reason) => new(CisFaults.SettingUnavailable(reference, reason));
}
