#Requires -Version 7.4

# What README.md, docs/ and samples/README.md say is what the module does.

BeforeDiscovery {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath

    $script:cmdlets = Get-Command -Module RootKeyCompliance | ForEach-Object { @{ Cmdlet = $_.Name } }
    $script:pages = Get-ChildItem -Path $root -File -Filter *.md
    $script:pages = @($pages) + @(Get-ChildItem -Path (Join-Path $root 'docs') -Filter *.md -Recurse) + @(Get-Item (Join-Path $root 'samples/README.md')) |
        ForEach-Object { @{ Page = [System.IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } }

    foreach ($page in $pages) {
        $text = Get-Content -LiteralPath (Join-Path $root $page.Page) -Raw
        $page.Examples = @(
            foreach ($block in [regex]::Matches($text, '(?ms)^```powershell\r?\n(?<code>.*?)^```')) {
                # Of a session, the lines after the prompt are what was typed.
                $code = $block.Groups['code'].Value
                $code -match '(?m)^PS> ' ? ([regex]::Matches($code, '(?m)^PS> (?<line>.*?)\r?$') | ForEach-Object { $_.Groups['line'].Value }) -join "`n" : $code
            }

            # Commands within the text and in tables, where a pipe is written \|.
            [regex]::Matches(($text -replace '(?ms)^```.*?^```'), '`(?<code>[^`\r\n]+)`') | ForEach-Object { $_.Groups['code'].Value.Replace('\|', '|') } |
                Where-Object { $_ -match '\b(Test|Send|Invoke|Get|New|Set|Remove|Export)-Cis\w+' }
        )
    }
}

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"

    # Not the configuration of whoever runs the tests.
    $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path ([System.IO.Path]::GetTempPath()) "rootkeycompliance-$(New-Guid)/config.json"
    $script:root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath

    function Get-Page([string] $Name) {
        Get-Content -LiteralPath (Join-Path $root $Name) -Raw
    }

    # The rows of a Markdown table that follows a header, as arrays of cells.
    function Get-TableRow([string] $Page, [string] $Header) {
        $lines = (Get-Page $Page) -split '\r?\n'
        $starts = @(0..($lines.Count - 1) | Where-Object { $lines[$_] -ceq $Header })
        $starts | Should -Not -BeNullOrEmpty -Because "$Page has a table '$Header'"
        foreach ($start in $starts) {
            for ($index = $start + 2; $index -lt $lines.Count -and $lines[$index].StartsWith('|'); $index++) {
                , @($lines[$index].Trim('|') -split '(?<!\\)\|' | ForEach-Object Trim)
            }
        }
    }

    function Get-CodeWord([string] $Text) {
        [regex]::Matches(($Text -replace '(?ms)^```.*?^```'), '`([^`\r\n]+)`') | ForEach-Object { $_.Groups[1].Value }
    }

    # The parameters that are the cmdlet's own.
    function Get-OwnParameter([string] $Cmdlet) {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        (Get-Command $Cmdlet).Parameters.Values | Where-Object Name -NotIn $common
    }

    # Those that all cmdlets share which ask AWS: the list at the beginning of its page.
    $script:awsParameters = Get-CodeWord ([regex]::Match((Get-Page 'docs/credentials.md'), '(?s)Every cmdlet that asks AWS takes.*?\.\r?\n').Value) |
        ForEach-Object TrimStart '-'
}

Describe 'The page of <Cmdlet>' -ForEach $cmdlets {
    BeforeAll {
        $script:page = "docs/$Cmdlet.md"
        $script:synopsis = [regex]::Match((Get-Page $page), '(?ms)^```\r?\n(?<text>.*?)^```').Groups['text'].Value
        $script:rows = @(Get-TableRow $page '| parameter | meaning |')
    }

    It 'is there, and is named after it' {
        (Get-Page $page) -split '\r?\n' | Select-Object -First 1 | Should -Be "# $Cmdlet"
    }

    It 'names each parameter in its table: the AWS ones by the page that all cmdlets share' {
        $named = $rows | ForEach-Object { Get-CodeWord $_[0] } | ForEach-Object TrimStart '-'
        if ((Get-Page $page) -match '(?m)^\| AWS parameters \|.*\(credentials\.md\)') {
            $named = @($named) + $awsParameters
        }

        (Get-OwnParameter $Cmdlet).Name | Where-Object { $_ -notin $named } | Should -BeNullOrEmpty
    }

    It 'documents only parameters and aliases that exist' {
        $parameters = (Get-Command $Cmdlet).Parameters
        $parameters.Keys | Should -Not -BeNullOrEmpty

        foreach ($row in $rows) {
            $names, $aliases = $row[0] -split '\(alias', 2
            foreach ($name in (Get-CodeWord $names) | ForEach-Object TrimStart '-') {
                $parameters.Keys | Should -Contain $name
                if ($aliases) {
                    Get-CodeWord $aliases | Should -Be $parameters[$name].Aliases
                }
                elseif ($name -notin $awsParameters) {
                    $parameters[$name].Aliases | Should -BeNullOrEmpty -Because "-$name has an alias that the page leaves out"
                }
            }
        }
    }

    It 'has a synopsis of parameters that exist, with every one of the cmdlet''s own' {
        $mentioned = [regex]::Matches($synopsis, '(?<![\w-])-(?<name>[A-Z]\w+)') | ForEach-Object { $_.Groups['name'].Value } | Sort-Object -Unique
        $shared = $synopsis -match '<AWS parameters>' ? $awsParameters : @()

        $mentioned | Where-Object { $_ -notin (Get-Command $Cmdlet).Parameters.Keys } | Should -BeNullOrEmpty
        (Get-OwnParameter $Cmdlet).Name | Where-Object { $_ -notin $mentioned -and $_ -notin $shared } | Should -BeNullOrEmpty
        (Get-Command $Cmdlet).Parameters.ContainsKey('WhatIf') | Should -Be ('WhatIf' -in $mentioned)
    }

    It 'marks in its synopsis what is mandatory' {
        foreach ($parameter in Get-OwnParameter $Cmdlet) {
            $isMandatory = $parameter.ParameterSets.Values.IsMandatory -contains $true
            $named = "(?<=\s)-$($parameter.Name)"
            $pattern = $parameter.SwitchParameter ? "$named(?=\s)" : "(?<!\[)(?:$named|\[-$($parameter.Name)\]) <"
            ($synopsis -cmatch $pattern) | Should -Be $isMandatory -Because "-$($parameter.Name) is $($isMandatory ? '' : 'not ')mandatory"
        }
    }
}

Describe 'The examples in <Page>' -ForEach $pages {
    It 'parse, and use only parameters that exist' {
        # One assertion for all: there are thousands of parameters.
        $wrong = foreach ($code in $Examples) {
            $tokens = $faults = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $tokens, [ref] $faults)
            $faults | ForEach-Object { "$($_): $code" }
            foreach ($command in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $name = $command.GetCommandName()
                if ($name -notmatch '^\w+-Cis\w+$') {
                    continue
                }

                $known = (Get-Command -Name $name -Module RootKeyCompliance -ErrorAction Ignore).Parameters
                $names = @($known.Keys) + @($known.Values.Aliases)
                foreach ($parameter in $command.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] })) {
                    if ($parameter.ParameterName -notin $names) {
                        "$name does not take -$($parameter.ParameterName): $code"
                    }
                }

                if (-not $known) {
                    "$name is not a cmdlet of this module: $code"
                }
            }
        }

        $wrong | Should -BeNullOrEmpty
    }
}

Describe 'The links in <Page>' -ForEach $pages {
    It 'lead to files that are there' {
        $folder = Split-Path -Path (Join-Path $root $Page)
        [regex]::Matches((Get-Page $Page), '\]\((?<target>(?!https?:|#)[^)\s]+)\)') | ForEach-Object { $_.Groups['target'].Value -replace '#.*$' } |
            Where-Object { -not (Test-Path -LiteralPath (Join-Path $folder $_)) } | Should -BeNullOrEmpty
    }
}

Describe 'README.md' {
    It 'lists every cmdlet, each with its page' {
        $rows = Get-TableRow 'README.md' '| cmdlet | job |'

        $rows | ForEach-Object { Get-CodeWord $_[0] } | Sort-Object | Should -Be (Get-Command -Module RootKeyCompliance).Name
        foreach ($row in $rows) {
            $row[0] | Should -BeLike "*(docs/$(Get-CodeWord $row[0]).md)"
        }
    }

    It 'has the same table of findings as docs/CisFinding.md' {
        $inReadme = Get-TableRow 'README.md' '| seen | Status | Severity |' | ForEach-Object { "$($_[1]) $($_[2])" }

        Get-TableRow 'docs/CisFinding.md' '| seen | Status | Severity |' | ForEach-Object { "$($_[1]) $($_[2])" } | Should -Be $inReadme
    }
}

Describe 'docs/credentials.md' {
    It 'lists the parameters of the cmdlets that ask AWS, all and no other' {
        $declared = [RootKeyCompliance.Pipeline.AwsCommand].GetProperties([System.Reflection.BindingFlags]'Public, Instance, DeclaredOnly').Name

        $awsParameters | Sort-Object | Should -Be ($declared | Sort-Object)
    }
}

Describe 'docs/<Page>.md' -ForEach @(
    @{ Page = 'CisFinding'; Enumerations = 'Status', 'Severity', 'Source' }
    @{ Page = 'CisKeyRemoval'; Enumerations = 'Outcome' }
) {
    BeforeAll {
        $script:type = "RootKeyCompliance.$Page" -as [type]
        $script:rows = Get-TableRow "docs/$Page.md" '| property | type | meaning |'
    }

    It 'lists the properties, all and no other' {
        $rows | ForEach-Object { Get-CodeWord $_[0] } | Sort-Object | Should -Be ($type.GetProperties().Name | Sort-Object)
    }

    It 'gives each property its type' {
        $short = @{ String = 'string'; Boolean = 'bool'; Int32 = 'int' }
        foreach ($row in $rows) {
            foreach ($name in Get-CodeWord $row[0]) {
                $declared = $type.GetProperty($name).PropertyType
                $inner = [System.Nullable]::GetUnderlyingType($declared)
                $word = ($inner ?? $declared).Name
                $row[1] | Should -Be (($short[$word] ?? $word) + ($inner ? '?' : '')) -Because $name
            }
        }
    }

    It 'knows the values of <_>' -ForEach $Enumerations {
        $property = $_
        $row = $rows | Where-Object { "``$property``" -in ($_[0] -split ', ') }

        [enum]::GetNames($type.GetProperty($property).PropertyType) | Sort-Object | Should -Be ($row[2] -split ', ' | Sort-Object)
    }
}

Describe 'docs/Remove-CisRootAccessKey.md' {
    It 'knows every outcome' {
        Get-TableRow 'docs/Remove-CisRootAccessKey.md' '| Outcome | meaning | beside it |' | ForEach-Object { Get-CodeWord $_[0] } | Sort-Object |
            Should -Be ([enum]::GetNames([RootKeyCompliance.CisRemovalOutcome]) | Sort-Object)
    }
}

Describe 'docs/Get-CisAccount.md' {
    It 'lists the properties of an account, all and no other' {
        $documented = Get-TableRow 'docs/Get-CisAccount.md' '| property | meaning |' | ForEach-Object { Get-CodeWord $_[0] }

        $documented | Sort-Object | Should -Be ([RootKeyCompliance.CisAccount].GetProperties().Name | Sort-Object)
    }
}

Describe 'docs/Get-CisPipeline.md' {
    It 'lists every pipeline' {
        Get-TableRow 'docs/Get-CisPipeline.md' '| id | benchmark | number |' | ForEach-Object { "$(Get-CodeWord $_[0]): $($_[1]): $($_[2])" } |
            Should -Be (Get-CisPipeline | ForEach-Object { "$($_.ControlId): $($_.BenchmarkVersions -join ', '): $(($_.Title -split ' ')[0])" })
    }

    It 'names every property of a pipeline' {
        $words = Get-CodeWord (Get-Page 'docs/Get-CisPipeline.md')

        [RootKeyCompliance.CisPipeline].GetProperties().Name | Where-Object { $_ -notin $words } | Should -BeNullOrEmpty
    }
}

Describe 'The error ids in docs/' {
    BeforeAll {
        # One factory has them all; what has no method there is no id.
        $script:ids = [RootKeyCompliance.CisFaults].GetMethods([System.Reflection.BindingFlags]'Public, Static, DeclaredOnly').Name | Sort-Object -Unique
        $script:documented = @(
            Get-TableRow 'docs/Test-CisRootAccessKey.md' '| id | meaning |'
            Get-TableRow 'docs/Remove-CisRootAccessKey.md' '| id | meaning |'
            Get-TableRow 'docs/Get-CisAccount.md' '| id | meaning |'
            Get-TableRow 'docs/organizations.md' '| id | meaning | way out |'
            'Send-CisNotification', 'New-CisNotifier', 'Set-CisNotifier', 'Get-CisNotifier', 'Invoke-CisPipeline', 'Export-CisReport', 'Compare-CisFinding' | ForEach-Object {
                Get-TableRow "docs/$_.md" '| id | meaning |'
            }
            Get-TableRow 'docs/configuration.md' '| id | meaning |'
            Get-TableRow 'docs/notifiers.md' '| id | meaning |'
            Get-TableRow 'docs/notifiers.md' '| reason | meaning |'
            Get-TableRow 'docs/steampipe.md' '| id | meaning | what to do |'
        ) | ForEach-Object { Get-CodeWord $_[0] }
        foreach ($page in 'docs/Test-CisRootAccessKey.md', 'docs/Remove-CisRootAccessKey.md', 'docs/Invoke-CisPipeline.md') {
            $ending = [regex]::Match((Get-Page $page), '(?s)These end the command.*?\.\r?\n').Value
            $ending | Should -Not -BeNullOrEmpty -Because "$page says what ends the command"
            $script:documented += Get-CodeWord $ending | Where-Object { $_ -notlike '-*' }
        }
    }

    It 'exist' {
        $documented | Should -Not -BeNullOrEmpty
        $documented | Where-Object { $_ -notin $ids } | Should -BeNullOrEmpty
    }

    It 'are all there are' {
        # Reported repeats an id of another session and NotAsked that of the last answer; NotifierBuiltIn has the id NotifierNotFound, InvalidRemovalInput InvalidInputObject,
        # and AnotherAccount, ReportOfAnotherAccount and RemovalSessionMismatch AccountMismatch; ReportLate is a warning only; UnexpectedError should not happen.
        $ids | Where-Object {
            $_ -notin $documented -and $_ -notin 'AnotherAccount', 'FormerFinding', 'InvalidRemovalAccount', 'InvalidRemovalInput', 'ManagementAccountKeepsItsKeys', 'NotAsked', 'NotifierBuiltIn', 'RemovalSessionMismatch', 'Reported', 'ReportLate',
            'ReportOfAnotherAccount', 'RootSessionDenied', 'UnexpectedError'
        } | Should -BeNullOrEmpty
    }
}

Describe 'samples/README.md' {
    It 'tells what Test-CisRootAccessKey finds in <File>' -ForEach @(
        Get-ChildItem -Path "$PSScriptRoot/../../samples/*" -Include *.csv, *.json | ForEach-Object { @{ File = $_.Name } }
    ) {
        $row = Get-TableRow 'samples/README.md' '| file | account | root access keys | finding |' | Where-Object { $_[0] -eq "``$File``" }
        $row | Should -Not -BeNullOrEmpty -Because 'each sample is in the table'
        $finding = Test-CisRootAccessKey -ReportPath "$root/samples/$File" -ErrorAction SilentlyContinue

        $expected = switch ("$($finding.Status)") {
            'Fail' { "Fail, $($finding.Severity)*" }
            'Error' { "Error, ``$($finding.ErrorId)``" }
            default { "$_*" }
        }
        $row[3] | Should -BeLike ($expected -replace '`', '``')
        if ($finding.AccountId) {
            $row[1] | Should -Be $finding.AccountId
        }
    }
}
