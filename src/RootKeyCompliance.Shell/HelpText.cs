using System.Management.Automation;
using System.Reflection;

namespace RootKeyCompliance.Shell;

internal static class HelpText
{
    public const string Usage = """
        RootKeyCompliance.Shell: the RootKeyCompliance module in the PowerShell engine, for machines without PowerShell.

        RootKeyCompliance.Shell                            prompt for commands; or run the script on standard input
        RootKeyCompliance.Shell -Command <script>          run the rest of the command line as a script
        RootKeyCompliance.Shell -File <path> [arguments]   run a script file; arguments bind as in PowerShell
        RootKeyCompliance.Shell -Demo                      check the sample reports, and show how it is done

          -NonInteractive   ask nothing: a question is an error
          -NoLogo           prompt without the line that introduces the shell
          -Version          the versions of the module and of the engine
          -Help             this text

        Switches may be shortened (-c, -f, -noni). -NoProfile is accepted and changes nothing: no profile is ever loaded.
        Inside, Get-Command -Module RootKeyCompliance lists the module's cmdlets.

        Exit codes: n after 'exit n'; otherwise 0 for success, 1 for an error that ended the script (with -Command, also
        when the last statement failed), 64 for a command line that is not understood, 130 after Ctrl+C.

        What is missing. This is PowerShell's engine, not PowerShell. The whole language is here, with .NET, formatting by
        default (tables, lists, errors) and the engine's own cmdlets: ForEach-Object, Where-Object, Get-Command, Get-Help,
        Get-Module, Import-Module, Invoke-Command, jobs, history, Out-Default, Out-Host, Out-Null, Set-StrictMode. The
        cmdlets that come with the product are not: all of Microsoft.PowerShell.Utility (Select-Object, Sort-Object,
        Group-Object, Measure-Object, Format-Table, Format-List, ConvertFrom-Csv, ConvertTo-Csv, Import-Csv, Export-Csv,
        ConvertFrom-Json, ConvertTo-Json, New-Object, Add-Type, Out-File, Out-String, Read-Host, Write-Host, Write-Output,
        Write-Error, Write-Warning, Get-Date, Get-Variable, Invoke-RestMethod, Start-Sleep, ...), all of
        Microsoft.PowerShell.Management (Get-ChildItem, Get-Item, Get-Content, Set-Content, Set-Location (cd), Join-Path,
        Test-Path, ...), Microsoft.PowerShell.Security (Get-Credential, ConvertTo-SecureString, ...), transcripts,
        Start-ThreadJob and PSReadLine. Aliases such as select, ft, cd and dir exist and point to nothing. So piping
        Import-Csv rows or aws ... | ConvertFrom-Json into Test-CisRootAccessKey, or shaping findings with Select-Object,
        is work for PowerShell itself: install it (https://aka.ms/powershell) and Import-Module RootKeyCompliance there.
        """;

    public static string Banner =>
        $"{Name}. Its cmdlets: Get-Command -Module RootKeyCompliance. Not the whole of PowerShell: see -Help. To leave: exit";

    public static string Version
    {
        get
        {
            // The assembly version stays the same through all of 7.6.
            var engine = typeof(PSObject).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version;
            return $"{Name} in the PowerShell engine {engine}";
        }
    }

    private static string Name => $"RootKeyCompliance {typeof(HelpText).Assembly.GetName().Version?.ToString(3)}";
}
