#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
Builds, tests, packages or cleans RootKeyCompliance.

.DESCRIPTION
A thin front to the .NET SDK, for people with PowerShell; without it, the same commands work as they are:
`dotnet build`, `dotnet test`, `dotnet build src/RootKeyCompliance.Packaging -c Release -t:PackageModule`, `dotnet clean`.

.PARAMETER Task
Build (default): the module in bin/, ready for `Import-Module ./RootKeyCompliance.psd1`.
Test: the xunit tests, which run the Pester tests as well.
Package: in artifacts/, the module as a folder and as a package for the PowerShell Gallery.
Clean: removes what the others made.

.PARAMETER Configuration
Debug (default) or Release. Package always takes Release.

.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build --configuration $Configuration }
        'Clean' {
            dotnet clean --configuration $Configuration
            Remove-Item -Path artifacts, TestResults -Recurse -Force -ErrorAction Ignore
        }
        'Package' { dotnet build src/RootKeyCompliance.Packaging --configuration Release -t:PackageModule }
        'Test' { dotnet test --configuration $Configuration }
    }
}
finally {
    Pop-Location
}
