# S3 itself: a bucket is a folder below $buckets, and a key a file in it. What S3 refuses ends the command, as in AWS.Tools.

function Write-S3Object {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $BucketName,
        [Parameter(Mandatory)] [string] $Key,
        [Parameter(Mandatory)] [string] $File
    )

    try {
        $target = [System.IO.Path]::Combine($buckets, $BucketName, $Key)
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($target))
        [System.IO.File]::Copy($File, $target, $true)
    }
    catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}

function Read-S3Object {
    [CmdletBinding()]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory)] [string] $BucketName,
        [Parameter(Mandatory, ParameterSetName = 'File')] [string] $Key,
        [Parameter(Mandatory, ParameterSetName = 'File')] [string] $File,
        [Parameter(Mandatory, ParameterSetName = 'Folder')] [string] $KeyPrefix,
        [Parameter(Mandatory, ParameterSetName = 'Folder')] [string] $Folder
    )

    try {
        $bucket = [System.IO.Path]::Combine($buckets, $BucketName)
        if ($Key) {
            [System.IO.File]::Copy([System.IO.Path]::Combine($bucket, $Key), $File, $true)
            return [System.IO.FileInfo]::new($File)
        }

        $source = [System.IO.Path]::Combine($bucket, $KeyPrefix)
        if ([System.IO.Directory]::Exists($source)) {
            $null = [System.IO.Directory]::CreateDirectory($Folder)
            foreach ($path in [System.IO.Directory]::EnumerateFiles($source)) {
                [System.IO.File]::Copy($path, [System.IO.Path]::Combine($Folder, [System.IO.Path]::GetFileName($path)), $true)
            }
        }
    }
    catch {
        $PSCmdlet.ThrowTerminatingError($_)
    }
}

function Get-S3Object {
    [CmdletBinding()]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory)] [string] $BucketName,
        [Parameter(Mandatory)] [string] $Key
    )

    $path = [System.IO.Path]::Combine($buckets, $BucketName, $Key)
    if ([System.IO.File]::Exists($path)) {
        [System.IO.FileInfo]::new($path)
    }
}
