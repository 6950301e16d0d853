@{
    RootModule           = 'bin/RootKeyCompliance.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f1d0f1e-3c0b-4b0e-9a53-7b1f5a2f6c41'
    Author               = 'The RootKeyCompliance authors'
    CompanyName          = 'RootKeyCompliance'
    Copyright            = '(c) The RootKeyCompliance authors. MIT licence.'
    Description          = 'Finds AWS root user access keys in one account or many (CIS AWS Foundations: "Ensure no ''root'' user account access key exists"), as typed findings and as notifications, and deletes them with consent.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('formats/RootKeyCompliance.Format.ps1xml')
    CmdletsToExport      = @(
        'Compare-CisFinding'
        'Export-CisReport'
        'Get-CisAccount'
        'Get-CisNotifier'
        'Get-CisPipeline'
        'Invoke-CisPipeline'
        'New-CisNotifier'
        'Remove-CisNotifier'
        'Remove-CisRootAccessKey'
        'Send-CisNotification'
        'Set-CisNotifier'
        'Test-CisRootAccessKey'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('AWS', 'CIS', 'IAM', 'Security', 'Compliance', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
