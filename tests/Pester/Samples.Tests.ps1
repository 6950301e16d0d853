#Requires -Version 7.4

# samples/pester, as a team runs it: by Invoke-Pester, in a process of its own, with every Pester from 5 on that is installed here.

BeforeDiscovery {
    $script:versions = @(Get-Module -Name Pester) + @(Get-Module -Name Pester -ListAvailable) | Where-Object { $_.Version.Major -ge 5 } |
        Group-Object { $_.Version.Major } | ForEach-Object {
            $newest = $_.Group | Sort-Object Version | Select-Object -Last 1
            @{ Version = "$($newest.Version)"; PesterPath = Join-Path $newest.ModuleBase 'Pester.psd1' }
        }
}

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $script:suite = Join-Path $root 'samples/pester/RootKeys.Tests.ps1'
    $script:program = & "$PSScriptRoot/Find-PowerShell.ps1"
    $script:hidden = Hide-AwsEnvironment

    # Runs code in a new PowerShell that has the module and Pester, in the repository's folder.
    function Invoke-InNewProcess([string] $PesterPath, [string] $Code) {
        $lines = "Import-Module '$PesterPath', '$manifest'", "Set-Location -LiteralPath '$root'", $Code
        & $program -NoProfile -NonInteractive -Command ($lines -join "`n")
    }

    # Runs the suite once for each name of a table, all in one process. Gives for each name what it counted, and its tests: name, result, and the
    # first line of the error or the reason why it was skipped.
    function Invoke-Suite([string] $PesterPath, [hashtable] $Data) {
        $result = Join-Path $TestDrive "$(New-Guid).json"
        $dataFile = Join-Path $TestDrive "$(New-Guid).xml"
        $Data | Export-Clixml -LiteralPath $dataFile
        $null = Invoke-InNewProcess $PesterPath @"
            `$data = Import-Clixml -LiteralPath '$dataFile'
            `$runs = @{}
            foreach (`$name in `$data.Keys) {
                if (`$name -eq 'without accounts') {
                    function global:Get-CisAccount { }
                }

                `$run = Invoke-Pester -Container (New-PesterContainer -Path '$suite' -Data `$data[`$name]) -Output None -PassThru
                Remove-Item -Path Function:/Get-CisAccount -ErrorAction Ignore
                `$runs[`$name] = @{
                    Passed = `$run.PassedCount; Failed = `$run.FailedCount; Skipped = `$run.SkippedCount; Containers = `$run.FailedContainersCount
                    Tests  = @(`$run.Tests | ForEach-Object { @{ Name = `$_.ExpandedPath; Result = `$_.Result; Why = "`$(`$_.ErrorRecord)" } })
                }
            }

            `$runs | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath '$result'
"@
        Get-Content -LiteralPath $result -Raw | ConvertFrom-Json -AsHashtable
    }

    function Get-Test([object] $Run, [string] $Name) {
        $Run.Tests | Where-Object Name -Like $Name
    }
}

AfterAll {
    Restore-AwsEnvironment $hidden
}

Describe 'The sample Pester suite with Pester <Version>' -ForEach $versions {
    BeforeAll {
        $script:alpha = Open-FakeServer -Option '--enable-root-access'
        $env:AWS_CONFIG_FILE = Join-Path $TestDrive 'config'
        Set-Content -LiteralPath $env:AWS_CONFIG_FILE -Value @(
            '[profile audit]'
            'aws_access_key_id = test'
            'aws_secret_access_key = test'
            'region = us-east-1'
            'max_attempts = 1'
            "endpoint_url = $($alpha.Url)"
            '[profile wrong]'
            'aws_access_key_id = test'
            'aws_secret_access_key = wrong'
            'region = us-east-1'
            "endpoint_url = $($alpha.Url)"
        )

        # Days as they are from today on.
        function Write-Exception([hashtable[]] $Row) {
            $path = Join-Path $TestDrive "$(New-Guid).csv"
            $Row | ForEach-Object { [pscustomobject]$_ } | Select-Object AccountId, ExpiresOn, Reason | Export-Csv -LiteralPath $path
            $path
        }

        function Get-Day([int] $FromToday) {
            [datetime]::UtcNow.AddDays($FromToday).ToString('yyyy-MM-dd')
        }

        $reports = './samples/*.csv'
        $script:runs = Invoke-Suite $PesterPath @{
            'samples'                   = @{ ReportPath = $reports, './samples/*.json' }
            'organization'              = @{ ProfileName = 'audit' }
            'role'                      = @{
                ProfileName = 'audit'; RoleName = 'Auditor'
                ExceptionPath = Write-Exception @{ AccountId = '100000000008'; ExpiresOn = (Get-Day 30); Reason = 'known' }
            }
            'wrong profile'             = @{ ProfileName = 'wrong' }
            'no report'                 = @{ ReportPath = (Join-Path $TestDrive 'nobody.csv') }
            'without accounts'          = @{ ProfileName = 'audit' }
            'days'                      = @{
                ReportPath = $reports
                ExceptionPath = Write-Exception @(
                    @{ AccountId = '111122223333'; ExpiresOn = (Get-Day 1); Reason = 'moves next week' }
                    @{ AccountId = '333344445555'; ExpiresOn = (Get-Day -2); Reason = 'old mail' }
                )
            }
            'not needed any more'       = @{ ReportPath = $reports; ExceptionPath = Write-Exception @{ AccountId = '222233334444'; ExpiresOn = '9999-12-31'; Reason = 'once' } }
            'of an account not checked' = @{ ReportPath = $reports; ExceptionPath = Write-Exception @{ AccountId = '999999999999'; ExpiresOn = '9999-12-31'; Reason = 'typed wrong' } }
            'without a reason'          = @{ ReportPath = $reports; ExceptionPath = Write-Exception @{ AccountId = '111122223333'; ExpiresOn = '9999-12-31'; Reason = ' ' } }
            'without a day'             = @{ ReportPath = $reports; ExceptionPath = Write-Exception @{ AccountId = '111122223333'; ExpiresOn = 'never'; Reason = 'x' } }
            'no list'                   = @{ ReportPath = $reports; ExceptionPath = (Join-Path $TestDrive 'no-such.csv') }
        }
    }

    AfterAll {
        Close-FakeServer $alpha
    }

    It 'has a test for each sample report: who passes, who fails, and why' {
        $run = $runs['samples']

        $run.Passed, $run.Failed, $run.Skipped, $run.Containers | Should -Be 3, 4, 0, 0
        (Get-Test $run 'The check*').Result | Should -Be 'Passed'
        (Get-Test $run '*222233334444*').Result, (Get-Test $run '*666677778888*').Result | Should -Be 'Passed', 'Passed'
        (Get-Test $run '*111122223333*').Why | Should -BeLike '*111122223333*1 active, 0 inactive*'
        (Get-Test $run '*damaged.csv*').Why | Should -BeLike '*ReportTruncated*'
    }

    It 'has a test for each account of the organization' {
        $run = $runs['organization']

        $expected = Get-CisAccount -Organization -ProfileName audit | Test-CisRootAccessKey -ProfileName audit -CentralRootAccess -ErrorAction SilentlyContinue
        $of = { param($Status) @($expected | Where-Object { "$($_.Status)" -in $Status }).Count }
        $expected.Count | Should -BeGreaterThan 7
        $run.Passed, $run.Failed, $run.Skipped | Should -Be (1 + (& $of 'Pass')), (& $of 'Fail', 'Error'), (& $of 'Skipped')
        (Get-Test $run '*100000000001, no-key*').Result | Should -Be 'Passed'
        (Get-Test $run '*100000000002, one-active*').Why | Should -BeLike '*1 active, 0 inactive*'
        (Get-Test $run '*100000000006, suspended*').Result | Should -Be 'Skipped'
    }

    It 'fails an account that could not be checked with its ErrorId, whatever the exception' {
        $run = $runs['role']

        $denied = Get-Test $run 'The root user*100000000008*'
        $denied.Result | Should -Be 'Failed'
        $denied.Why | Should -BeLike '*AssumeRoleDenied*'
        (Get-Test $run 'The exception*' | Sort-Object Result -Unique).Result | Should -Be 'Passed'
    }

    It 'fails when the organization cannot be listed: once, with the reason' {
        $run = $runs['wrong profile']

        $run.Passed, $run.Failed | Should -Be 1, 1
        (Get-Test $run 'The root user*').Why | Should -BeLike '*InvalidCredentials*'
    }

    It 'fails when a report is not there, and when no account is' {
        $run = $runs['no report']
        $run.Failed | Should -Be 1
        (Get-Test $run 'The root user*').Why | Should -BeLike '*ReportNotFound*'

        $run = $runs['without accounts']
        $run.Tests.Name | Should -Be 'The check.has found accounts to look at'
        $run.Tests.Result | Should -Be 'Failed'
    }

    It 'skips an account through the last day of its exception, and no longer' {
        $run = $runs['days']

        $run.Passed, $run.Failed, $run.Skipped | Should -Be (2 + 3 + 2), (3 + 1), 1
        (Get-Test $run 'The root user*111122223333*').Result | Should -Be 'Skipped'
        (Get-Test $run 'The root user*111122223333*').Why | Should -BeLike '*moves next week*'
        (Get-Test $run 'The root user*333344445555*').Result | Should -Be 'Failed'
        (Get-Test $run 'The exception*333344445555.has not expired').Result | Should -Be 'Failed'
    }

    It 'fails an exception that is <What>' -ForEach @(
        @{ What = 'not needed any more'; Test = 'is still needed' }
        @{ What = 'of an account not checked'; Test = 'is still needed' }
        @{ What = 'without a reason'; Test = 'is in order' }
        @{ What = 'without a day'; Test = 'is in order' }
    ) {
        $run = $runs[$What]

        $run.Skipped | Should -Be 0 -Because 'it excuses nobody'
        (Get-Test $run 'The exception*' | Where-Object Result -EQ Failed).Name | Should -BeLike "*.$Test"
    }

    It 'does not run with a list of exceptions that is not there' {
        $run = $runs['no list']

        $run.Containers | Should -Be 1
        $run.Passed | Should -Be 0
    }

    It 'runs as the example of samples/README.md: <_>' -ForEach 'Detailed', 'Exit' {
        $blocks = [regex]::Matches((Get-Content -LiteralPath "$root/samples/README.md" -Raw), '(?ms)^```powershell\r?\n(?<code>.*?)^```') | ForEach-Object { $_.Groups['code'].Value }
        $word = $_
        $code = @($blocks | Where-Object { $_.Contains('New-PesterContainer') -and $_.Contains($word) })
        $code | Should -HaveCount 1

        $folder = (New-Item -Path (Join-Path $TestDrive (New-Guid)) -ItemType Directory).FullName
        Copy-Item -LiteralPath (Join-Path $root 'samples') -Destination $folder -Recurse
        Copy-Item -LiteralPath (Write-Exception @{ AccountId = '100000000002'; ExpiresOn = (Get-Day 30); Reason = 'known' }) -Destination "$folder/exceptions.csv"
        $said = Invoke-InNewProcess $PesterPath "Set-Location -LiteralPath '$folder'`n$($code[0])"

        if ($word -eq 'Detailed') {
            "$said" | Should -Match 'Tests Passed: 2, .*Failed: 4'
        }
        else {
            $LASTEXITCODE | Should -BeGreaterThan 0
            $suites = ([xml] (Get-Content -LiteralPath "$folder/root-keys.junit.xml" -Raw)).testsuites
            [int] $suites.failures | Should -Be $LASTEXITCODE
            @($suites.testsuite.testcase | Where-Object { $_['skipped'] }).name | Should -HaveCount 2
        }
    }
}
