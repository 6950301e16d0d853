#Requires -Version 7.4

<#
.SYNOPSIS
Imports the module that is tested, and says which one it is.

.DESCRIPTION
It is the repository's, as the build leaves it, or the one whose manifest $env:ROOTKEYCOMPLIANCE_TEST_MODULE names: the packaged folder,
say, copied alone to another place.

.OUTPUTS
The path of the manifest, for processes, jobs and runspaces that a test starts.
#>
[CmdletBinding()]
[OutputType([string])]
param()

$named = $env:ROOTKEYCOMPLIANCE_TEST_MODULE
$manifest = (Resolve-Path -LiteralPath ($named ? $named : "$PSScriptRoot/../../RootKeyCompliance.psd1") -ErrorAction Stop).ProviderPath
Import-Module -Name $manifest -ErrorAction Stop

# An assembly that is loaded stays: a session that has another one would go on testing that.
$expected = Join-Path (Split-Path -Path $manifest) 'bin/RootKeyCompliance.dll'
$loaded = (Get-Command -Name Test-CisRootAccessKey).ImplementingType.Assembly.Location
if ([System.IO.Path]::GetFullPath($loaded) -ne [System.IO.Path]::GetFullPath($expected)) {
    throw "These tests are for '$expected', and this session has '$loaded'. Run them in a new one."
}

$manifest
