#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment

    # One account of each kind, the management account, and 25 more in five units: two pages.
    $script:aws = Open-FakeServer -Option '--accounts', '25', '--ou', '5', '--enable-root-access'
    $script:management = @{ AccessKey = 'test'; SecretKey = 'test'; EndpointUrl = $aws.Url }
    $script:member = (Get-FakeAwsKey 100000000001) + @{ EndpointUrl = $aws.Url }

    $script:profiles = Join-Path $TestDrive 'profiles.ini'
    Set-Content -LiteralPath $profiles -Value @(
        foreach ($pair in @('client-a', '100000000001'), @('client-b', '100000000002'), @('audit', '100000000003')) {
            $key = Get-FakeAwsKey $pair[1]
            "[$($pair[0])]"
            "aws_access_key_id = $($key.AccessKey)"
            "aws_secret_access_key = $($key.SecretKey)"
            'region = us-east-1'
        }

        '[client-wrong]'
        'aws_access_key_id = AKIAUSER100000000004'
        'aws_secret_access_key = not-the-secret'
        'region = us-east-1'
    )
    $script:byProfile = @{ ProfileLocation = $profiles; EndpointUrl = $aws.Url }

    function Get-ErrorId([string] $Word, [string] $Command = 'GetCisAccountCommand') {
        "$Word,RootKeyCompliance.Commands.$Command"
    }
}

AfterAll {
    Close-FakeServer $aws
    Restore-AwsEnvironment $hidden
}

Describe 'Get-CisAccount -Organization' {
    BeforeAll {
        $script:accounts = @(Get-CisAccount -Organization @management)
    }

    It 'lists every account of the organization, each once' {
        $accounts | Should -HaveCount 34
        $accounts | ForEach-Object { $_ | Should -BeOfType RootKeyCompliance.CisAccount }
        $accounts.Id | Sort-Object -Unique | Should -HaveCount 34
        $accounts.Id | Should -Contain '200000000024'
    }

    It 'says what the organization knows of an account' {
        $account = $accounts | Where-Object Id -EQ '200000000000'

        $account.Name | Should -Not -BeNullOrEmpty
        $account.Email | Should -BeLike '*@*'
        $account.Arn | Should -BeLike 'arn:aws:organizations::123456789012:account/o-*/200000000000'
        $account.State | Should -Be 'ACTIVE'
        $account.OrganizationalUnitPath | Should -Match '^o-[a-z0-9]+/r-[a-z0-9]+/ou-fake-00000001/$'
        $account.IsManagementAccount | Should -BeFalse
        $account.ErrorId | Should -BeNullOrEmpty
    }

    It 'marks the management account, and the one that is suspended' {
        ($accounts | Where-Object IsManagementAccount).Id | Should -Be '123456789012'
        ($accounts | Where-Object State -NE ACTIVE).Id | Should -Be '100000000006'
    }

    It 'gives the first ones to whoever wants no more' {
        Get-CisAccount -Organization @management | Select-Object -First 2 | Should -HaveCount 2
    }

    It 'takes the profile to ask with' {
        $found = Get-CisAccount -Organization -ProfileName audit @byProfile -ErrorAction SilentlyContinue -ErrorVariable failures

        $found.Id | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be (Get-ErrorId 'OrganizationAccessDenied')
    }
}

Describe 'Get-CisAccount -OrganizationalUnitId' {
    It 'lists a unit and what is below it' {
        $found = Get-CisAccount -OrganizationalUnitId ou-fake-00000002 @management

        $found.Id | Sort-Object | Should -Be '200000000001', '200000000006', '200000000011', '200000000016', '200000000021'
        $found.OrganizationalUnitPath | ForEach-Object { $_ | Should -BeLike '*/ou-fake-00000002/' }
    }

    It 'takes several units, by position and from the pipeline' {
        Get-CisAccount ou-fake-00000001, ou-fake-00000002 @management | Should -HaveCount 10
        'ou-fake-00000001', 'ou-fake-00000002' | Get-CisAccount @management | Should -HaveCount 10
    }

    It 'has nothing to say to an empty pipeline' {
        @() | Get-CisAccount @management | Should -BeNullOrEmpty
    }
}

Describe 'Get-CisAccount -ProfileName' {
    It 'lists the profiles that a pattern fits, each as the account that it leads to' {
        $found = Get-CisAccount -ProfileName 'client-*' @byProfile -ErrorAction SilentlyContinue | Sort-Object ProfileName

        $found.ProfileName | Should -Be 'client-a', 'client-b', 'client-wrong'
        $found.Id | Should -Be '100000000001', '100000000002', $null
        $found[2].ErrorId | Should -Be 'InvalidCredentials'
    }

    It 'lists the account of the credentials at hand when nothing is given' {
        (Get-CisAccount @member).Id | Should -Be '100000000001'
    }

    It 'is checked with the profile that found it' {
        $findings = Get-CisAccount -ProfileName 'client-*' @byProfile -ErrorAction SilentlyContinue |
            Test-CisRootAccessKey @byProfile -ErrorAction SilentlyContinue | Sort-Object SourceName

        $findings.SourceName | Should -Be 'client-a', 'client-b', 'client-wrong'
        $findings.Status | Should -Be 'Pass', 'Fail', 'Error'
    }
}

Describe 'Get-CisAccount -Organization | Test-CisRootAccessKey' {
    It 'answers for each account once with <Name>' -ForEach @(
        @{ Name = '-RoleName'; Access = @{ RoleName = 'OrganizationAccountAccessRole' }; Refused = '100000000007', '100000000008' }
        @{ Name = '-CentralRootAccess'; Access = @{ CentralRootAccess = $true }; Refused = '100000000007' }
    ) {
        $findings = Get-CisAccount -Organization @management | Test-CisRootAccessKey @Access @management -ErrorAction SilentlyContinue

        $findings | Should -HaveCount 34
        $findings.AccountId | Sort-Object -Unique | Should -HaveCount 34
        $samples = $findings | Where-Object AccountId -Like '1000000000*'
        ($samples | Where-Object AccountId -EQ '100000000006').Status | Should -Be 'Skipped'
        ($samples | Where-Object Status -EQ Error).AccountId | Sort-Object | Should -Be $Refused
        ($samples | Where-Object AccountId -EQ '100000000002').ActiveKeyCount | Should -Be 1
        ($findings | Where-Object AccountId -EQ '123456789012').Status | Should -Be 'Pass'
    }

    It 'tells the keys with -CentralRootAccess, masked' {
        $finding = Get-CisAccount -Organization @management | Where-Object Id -EQ '100000000005' |
            Test-CisRootAccessKey -CentralRootAccess @management

        $finding.AccessKeys | Should -HaveCount 2
        $finding.AccessKeys.AccessKeyId | ForEach-Object { $_ | Should -Match '^AKIA.\d{4}$' }
    }

    It 'answers for an organization that cannot be listed with one Error' {
        $findings = Get-CisAccount -Organization @member -ErrorAction SilentlyContinue |
            Test-CisRootAccessKey -CentralRootAccess @member -ErrorAction SilentlyContinue

        $findings | Should -HaveCount 1
        $findings.Status | Should -Be 'Error'
        $findings.ErrorId | Should -Be 'OrganizationAccessDenied'
        $findings.Source | Should -Be 'Organizations'
    }
}

Describe 'Get-CisAccount answers' {
    It '<What> with <ErrorId>' -ForEach @(
        @{ What = 'credentials that may not list it'; ErrorId = 'OrganizationAccessDenied'; Asked = { Get-CisAccount -Organization @member } }
        @{ What = 'a unit that is not there'; ErrorId = 'OrganizationalUnitNotFound'; Asked = { Get-CisAccount ou-fake-99999999 @management } }
        @{ What = 'a profile that is not there'; ErrorId = 'ProfileNotFound'; Asked = { Get-CisAccount -ProfileName nobody @byProfile } }
        @{ What = 'a profile whose keys are wrong'; ErrorId = 'InvalidCredentials'; Asked = { Get-CisAccount -ProfileName client-wrong @byProfile } }
        @{ What = 'no credentials'; ErrorId = 'NoCredentials'; Asked = { Get-CisAccount -Organization -EndpointUrl $aws.Url } }
    ) {
        $found = & $Asked 2>$null
        $found | Should -HaveCount 1
        $found.Id | Should -BeNullOrEmpty
        $found.ErrorId | Should -Be $ErrorId

        $ErrorActionPreference = 'Stop'
        $Asked | Should -Throw -ErrorId (Get-ErrorId $ErrorId)
    }

    It '<What> with <ErrorId>, and ends' -ForEach @(
        @{ What = 'what cannot be a unit'; ErrorId = 'InvalidOrganizationalUnitId'; Asked = { Get-CisAccount production @management } }
        @{ What = 'no unit'; ErrorId = 'InvalidOrganizationalUnitId'; Asked = { Get-CisAccount -OrganizationalUnitId $null @management } }
        @{ What = 'no profile'; ErrorId = 'ParameterEmpty'; Asked = { Get-CisAccount -ProfileName '' @byProfile } }
        @{ What = 'profiles beside a key'; ErrorId = 'ParameterConflict'; Asked = { Get-CisAccount -ProfileName * @management } }
        @{ What = '-Organization:$false'; ErrorId = 'ParameterEmpty'; Asked = { Get-CisAccount -Organization:$false @management } }
    ) {
        $Asked | Should -Throw -ErrorId (Get-ErrorId $ErrorId)
    }
}

Describe 'What Get-CisAccount looks like' {
    BeforeAll {
        $script:rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'

        function Get-Line([object[]] $InputObject) {
            ($InputObject | Out-String -Width 120).Trim() -split '\r?\n' | ForEach-Object TrimEnd
        }
    }

    AfterAll {
        $PSStyle.OutputRendering = $rendering
    }

    It 'is a table of the organization' {
        $shown = Get-CisAccount -Organization @management | Where-Object Id -In '123456789012', '100000000006', '200000000001' | Sort-Object Id
        $path = ($shown | Where-Object Id -EQ '200000000001').OrganizationalUnitPath
        $root = ($shown | Where-Object Id -EQ '123456789012').OrganizationalUnitPath
        $name = ($shown | Where-Object Id -EQ '200000000001').Name.PadRight(20)

        Get-Line $shown | Should -Be @(
            'Id           Name                 State              Detail'
            '--           ----                 -----              ------'
            "100000000006 suspended            SUSPENDED          $root"
            "123456789012 management           ACTIVE             $root (management)"
            "200000000001 $name ACTIVE             $path"
        )
    }

    It 'is a table of profiles, with the reason where there is no id' {
        $shown = Get-CisAccount -ProfileName 'client-*' @byProfile -ErrorAction SilentlyContinue | Sort-Object ProfileName

        Get-Line $shown | Should -Be @(
            'Id           Name                 State              Detail'
            '--           ----                 -----              ------'
            '100000000001 client-a                                profile'
            '100000000002 client-b                                profile'
            '             client-wrong                            InvalidCredentials'
        )
    }

    It 'is a name and an id as text' {
        "$(Get-CisAccount -ProfileName client-a @byProfile)" | Should -Be 'client-a (100000000001)'
    }
}
