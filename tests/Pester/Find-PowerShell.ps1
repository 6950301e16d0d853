#Requires -Version 7.4

<#
.SYNOPSIS
Finds the pwsh that a test starts as a process of its own.

.DESCRIPTION
Not this process's own file: where PowerShell is a .NET tool, that is dotnet.

.OUTPUTS
The path of the program.
#>
[CmdletBinding()]
[OutputType([string])]
param()

$own = [System.Environment]::ProcessPath
if ((Split-Path -Path $own -LeafBase) -eq 'pwsh') {
    return $own
}

(Get-Command -Name pwsh -CommandType Application -TotalCount 1 -ErrorAction Stop).Source
