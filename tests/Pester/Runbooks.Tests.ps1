#Requires -Version 7.4

# samples/runbooks with two organizations. The tests in tests/RootKeyCompliance.Process.Tests/Runbooks prove each script and service in detail.

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force
    $script:runbooks = (Resolve-Path "$PSScriptRoot/../../samples/runbooks").ProviderPath
    $script:check = Join-Path $runbooks 'Invoke-OrganizationCheck.ps1'
    $script:merge = Join-Path $runbooks 'Merge-OrganizationFinding.ps1'
    $script:hidden = Hide-AwsEnvironment

    # A folder of its own for each test.
    function Get-NewFolder {
        (New-Item -Path (Join-Path $TestDrive (New-Guid)) -ItemType Directory).FullName
    }

    function Read-Json([string] $Path) {
        Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json
    }

    # A part as the child leaves it.
    function Write-Part {
        param([string] $Path, [string[]] $Status, [string] $Organization = (Split-Path $Path -LeafBase), [string] $StartedAt = '2026-11-20T08:00:00Z')

        $findings = foreach ($word in $Status) {
            @{ Status = $word; AccountId = '111122223333'; ControlId = 'cis_v400_1_4'; Severity = 'None'; Source = 'Iam' }
        }

        @{ Organization = $Organization; StartedAt = $StartedAt; Findings = @($findings) } | ConvertTo-Json -Depth 4 |
            Set-Content -LiteralPath $Path
    }
}

AfterAll {
    Restore-AwsEnvironment $hidden
}

Describe 'Two organizations, one of which goes away' {
    BeforeAll {
        $script:alpha = Open-FakeServer -Option '--accounts', '25', '--enable-root-access'
        $script:beta = Open-FakeServer -Option '--accounts', '3', '--enable-root-access'
        $script:config = Join-Path $TestDrive 'config'
        Set-Content -LiteralPath $config -Value @(
            foreach ($pair in @('alpha', $alpha.Url), @('beta', $beta.Url)) {
                "[profile $($pair[0])]"
                'aws_access_key_id = test'
                'aws_secret_access_key = test'
                'region = us-east-1'
                'max_attempts = 1'
                "endpoint_url = $($pair[1])"
            }

            # As the page has it for an engine whose own role leads to the organization's.
            '[profile by-role]'
            'role_arn = arn:aws:iam::123456789012:role/RootKeyAudit'
            'credential_source = Environment'
            'region = us-east-1'
            "endpoint_url = $($alpha.Url)"
        )
        $env:AWS_CONFIG_FILE = $config
        $script:executable = & "$PSScriptRoot/Find-PowerShell.ps1"

        # As an engine starts it: in a process of its own, which sees no more than the environment.
        function Invoke-Check([string] $Name, [string] $OutputPath) {
            $parameters = '-Organization', $Name, '-ProfileName', $Name, '-OutputPath', $OutputPath, '-CentralRootAccess'
            if ($env:ROOTKEYCOMPLIANCE_TEST_MODULE) {
                # The script takes the module that is loaded, and the repository's where none is.
                $null = & $executable -NoProfile -NonInteractive -Command "Import-Module '$manifest'; & '$check' $parameters; exit `$LASTEXITCODE" 2>&1
            }
            else {
                $null = & $executable -NoProfile -NonInteractive -File $check @parameters 2>&1
            }

            $LASTEXITCODE
        }
    }

    AfterAll {
        Close-FakeServer $alpha
        Close-FakeServer $beta
    }

    It 'are answered for, account by account, and the broken one by one Error' {
        $parts = Get-NewFolder
        Invoke-Check alpha $parts | Should -Be 3
        Invoke-Check beta $parts | Should -Be 3
        (Read-Json "$parts/beta.json").Findings | Should -HaveCount 12

        Close-FakeServer $beta
        $script:beta = $null
        Invoke-Check beta $parts | Should -Be 2

        $merged = & $merge -Organization alpha, beta -InputPath $parts -OutputPath "$parts/merged/all.json"
        $LASTEXITCODE | Should -Be 3
        $ofAlpha = $merged | Where-Object Organization -EQ alpha
        $ofAlpha | Should -HaveCount 34
        $ofAlpha.AccountId | Sort-Object -Unique | Should -HaveCount 34
        $ofBeta = @($merged | Where-Object Organization -EQ beta)
        $ofBeta | Should -HaveCount 1
        $ofBeta.Status | Should -Be 'Error'
        $ofBeta.ErrorId | Should -Be 'EndpointUnreachable'
        $ofBeta.AccountId | Should -BeNullOrEmpty

        $inFile = Read-Json "$parts/merged/all.json"
        $inFile | Should -HaveCount 35
        ($inFile | Where-Object Status -EQ Fail).AccountId | Should -Be ($merged | Where-Object Status -EQ Fail).AccountId
        Get-ChildItem -Path $parts -Recurse -File | Where-Object Name -NotLike '*.json' | Should -BeNullOrEmpty
    }

    It 'keep what there is to know of a key, and show no secret' {
        $parts = Get-NewFolder
        $summary = & $check -Organization alpha -ProfileName alpha -OutputPath $parts -CentralRootAccess 2>$null
        $summary.Pass + $summary.Fail + $summary.Skipped + $summary.Error | Should -Be 34
        $summary.Path | Should -Be (Join-Path $parts 'alpha.json')

        $key = ((Read-Json $summary.Path).Findings | Where-Object AccountId -EQ '100000000002').AccessKeys
        $key.Status | Should -BeExactly 'Active'
        $key.AccessKeyId | Should -Match '^AKIA.\d{4}$'
        $key.CreateDate | Should -BeOfType datetime
        Get-Content -LiteralPath $summary.Path -Raw | Should -Not -Match 'fake-secret|AKIAROT'
    }

    It 'can be asked by a role that the engine''s own credentials assume' {
        $parts = Get-NewFolder
        $env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = 'test'
        try {
            $null = & $check -Organization alpha -ProfileName by-role -OutputPath $parts -CentralRootAccess 2>$null
        }
        finally {
            Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        }

        $findings = (Read-Json "$parts/alpha.json").Findings
        $findings | Should -HaveCount 34
        ($findings | Where-Object AccountId -EQ '123456789012').Status | Should -Be 'Pass'
    }

    It 'can be told to people, also from their merged file' {
        $parts = Get-NewFolder
        $null = & $check -Organization alpha -ProfileName alpha -OutputPath $parts -CentralRootAccess 2>$null
        $merged = & $merge -Organization alpha, beta -InputPath $parts -OutputPath "$parts/merged/all.json"
        $said = $merged | Send-CisNotification 6>&1 | Out-String

        $failures = @($merged | Where-Object Status -EQ Fail).Count
        $said | Should -Match "Detected $failures IAM root user"
        $said | Should -Match 'Could not check organization beta: the check has left no findings'
    }
}

Describe 'The exit code of the merge' {
    It 'is <ExitCode> for <Statuses>' -ForEach @(
        @{ Statuses = 'Pass', 'Skipped'; ExitCode = 0 }
        @{ Statuses = 'Pass', 'Error'; ExitCode = 2 }
        @{ Statuses = 'Fail', 'Pass'; ExitCode = 3 }
        @{ Statuses = 'Fail', 'Error'; ExitCode = 3 }
    ) {
        $parts = Get-NewFolder
        Write-Part -Path "$parts/alpha.json" -Status $Statuses
        $merged = & $merge alpha $parts "$parts/merged/all.json"

        $LASTEXITCODE | Should -Be $ExitCode
        $merged.Status | Should -Be $Statuses
    }
}

Describe 'A part that cannot answer for its organization' {
    It 'is the Error <ErrorId>: <What>' -ForEach @(
        @{ What = 'there is none'; ErrorId = 'PartMissing'; Make = { } }
        @{ What = 'it is empty'; ErrorId = 'PartDamaged'; Make = { Set-Content -LiteralPath $file -Value '' } }
        @{ What = 'it is cut off'; ErrorId = 'PartDamaged'; Make = { Set-Content $file -Value (Get-Content $file -Raw).Substring(0, 60) } }
        @{ What = 'it is some other JSON'; ErrorId = 'PartDamaged'; Make = { Set-Content -LiteralPath $file -Value '[1, 2]' } }
        @{ What = 'it has no findings'; ErrorId = 'PartDamaged'; Make = { Write-Part -Path $file -Status @() } }
        @{ What = 'a finding has no status'; ErrorId = 'PartDamaged'; Make = { Write-Part -Path $file -Status 'Pass', '' } }
        @{ What = 'a status is unheard of'; ErrorId = 'PartDamaged'; Make = { Write-Part -Path $file -Status 'Passed' } }
        @{ What = 'it is of another organization'; ErrorId = 'PartMisplaced'; Make = { Write-Part -Path $file -Status 'Pass' -Organization alpha } }
        @{ What = 'it is of an earlier run'; ErrorId = 'PartOutdated'; Make = { Write-Part -Path $file -Status 'Pass' -StartedAt 2026-11-19T23:59:59Z } }
    ) {
        $parts = Get-NewFolder
        $file = Join-Path $parts 'beta.json'
        Write-Part -Path "$parts/alpha.json" -Status 'Pass'
        if ($What -ne 'there is none') {
            Write-Part -Path $file -Status 'Pass'
        }

        . $Make
        $merged = & $merge -Organization alpha, beta -InputPath $parts -OutputPath "$parts/merged/all.json" -Since '2026-11-20T00:00:00Z'

        $LASTEXITCODE | Should -Be 2
        $merged.Organization | Should -Be 'alpha', 'beta'
        $merged.Status | Should -Be 'Pass', 'Error'
        $merged[1].ErrorId | Should -Be $ErrorId
        (Read-Json "$parts/merged/all.json")[1].ErrorId | Should -Be $ErrorId
    }

    It 'is not asked for twice, nor when nobody asked' {
        $parts = Get-NewFolder
        Write-Part -Path "$parts/alpha.json" -Status 'Pass'
        Write-Part -Path "$parts/stranger.json" -Status 'Fail'
        $merged = 'alpha', 'Alpha' | & $merge -InputPath $parts -OutputPath "$parts/merged/all.json" | Sort-Object Status

        $merged | Should -HaveCount 1
        Read-Json "$parts/merged/all.json" | Should -HaveCount 1
    }
}
