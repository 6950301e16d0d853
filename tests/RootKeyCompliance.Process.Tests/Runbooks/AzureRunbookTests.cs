using Microsoft.AspNetCore.Http;

namespace RootKeyCompliance.Tests;

/// <summary>
/// Invoke-AzureRootKeyCheck.ps1, from the endpoint of a managed identity to the findings of an organization. AWS verifies the token
/// as STS does; the endpoint demands the headers of Azure's documentation.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class AzureRunbookTests
{
    private const string Issuer = "https://sts.windows.net/99999999-8888-7777-6666-555555555555/";
    private const string Audience = "api://11111111-2222-3333-4444-555555555555";
    private const string Subject = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    private const string First = "111111111111";

    [Fact]
    public async Task Managed_identity_has_the_role_only_while_the_script_runs()
    {
        await using var azure = await StartAsync(FakeAccounts.OneActiveKey(First));

        var lines = await azure.RunAsync("-CentralRootAccess $true");

        Assert.Equal("failed 1 of 2 account(s) have a root access key or could not be checked.", lines[^1]);
        Assert.Contains($"Detected IAM <root_account> [{First}] with 1 access key(s) (1 active, 0 inactive).", lines, StringComparer.Ordinal);
        Assert.Equal($"resource={Uri.EscapeDataString(Audience)}", Assert.Single(azure.Asked));
        var signIns = azure.Lab["alpha"].Requests.Of("AssumeRoleWithWebIdentity");
        Assert.NotEmpty(signIns);
        Assert.All(signIns, request => Assert.Equal((200, OrganizationLab.Management), (request.Status, request.TargetAccountId)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(azure.Temporary));
        Assert.Contains("left:", lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Token_file_is_readable_only_for_its_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the folder by its ACL, not by modes.");
        await using var azure = await StartAsync(FakeAccounts.NoKey(First));

        // In the check's place: what it would see.
        var lines = await azure.RunAsync(
            "",
            "function Test-CisRootAccessKey { $file = $env:AWS_WEB_IDENTITY_TOKEN_FILE; [System.IO.File]::GetUnixFileMode([System.IO.Path]::GetDirectoryName($file)); "
            + "[System.IO.File]::GetUnixFileMode($file); [System.IO.File]::ReadAllText($file).Split('.').Count }; ");

        Assert.Equal(["UserExecute, UserWrite, UserRead", "UserWrite, UserRead", "3"], lines[1..4]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(azure.Temporary));
    }

    [Theory]
    [InlineData("api://another-application", Subject)]
    [InlineData(Audience, "the-identity-of-somebody-else")]
    public async Task Token_that_the_role_does_not_trust_is_an_Error_and_is_deleted(string audience, string subject)
    {
        await using var azure = await StartAsync(FakeAccounts.NoKey(First));
        azure.Subject = subject;

        var lines = await azure.RunAsync($"-CentralRootAccess $true -Audience {audience}");

        Assert.Equal("failed 1 of 1 account(s) have a root access key or could not be checked.", lines[^1]);
        Assert.Contains(lines, line => line.StartsWith("Could not check the accounts of the organization", StringComparison.Ordinal));
        Assert.Equal(0, azure.Lab["alpha"].Requests.CountOf("ListAccounts"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(azure.Temporary));
    }

    [Fact]
    public async Task Job_completes_when_the_account_passes()
    {
        await using var azure = await StartAsync(FakeAccounts.NoKey(First));

        Assert.Equal(["left:"], await azure.RunAsync("-ClientId 12345678-0000-0000-0000-000000000000"));

        Assert.Equal(0, azure.Lab["alpha"].Requests.CountOf("ListAccounts"));
        Assert.Contains("client_id=12345678-0000-0000-0000-000000000000", Assert.Single(azure.Asked), StringComparison.Ordinal);
    }

    private static async Task<Azure> StartAsync(params FakeAccount[] accounts)
    {
        var provider = new FakeIdentityProvider(Issuer, Audience);
        var management = FakeAccounts.NoKey(OrganizationLab.Management);
        management.WebIdentityTrusts = [new FakeWebIdentityTrust("RootKeyAudit", Issuer, Audience, Subject)];
        var lab = await RunbookLab.StartAsync(new FakeAwsOptions
        {
            Accounts = [management, .. accounts],
            Organization = FakeOrganization.WithRootAccess,
            IdentityProviders = [provider],
        });
        var azure = new Azure(lab, provider);
        azure.Endpoint = await TinyServer.StartAsync(azure.AnswerAsync);
        lab.Environment["IDENTITY_ENDPOINT"] = $"{azure.Endpoint.Url}/metadata/identity/oauth2/token";
        lab.Environment["IDENTITY_HEADER"] = "the-header";
        lab.Environment["TMPDIR"] = Directory.CreateDirectory(azure.Temporary).FullName;
        lab.Environment["TEMP"] = azure.Temporary;
        lab.Environment["TMP"] = azure.Temporary;
        return azure;
    }

    private sealed class Azure(RunbookLab lab, FakeIdentityProvider provider) : IAsyncDisposable
    {
        internal RunbookLab Lab => lab;

        internal TinyServer? Endpoint { get; set; }

        internal string Temporary => lab.At("temporary");

        internal string Subject { get; set; } = AzureRunbookTests.Subject;

        internal List<string> Asked { get; } = [];

        // The last line is why the job failed; the one before the output, what the script left in the environment.
        internal async Task<string[]> RunAsync(string arguments, string before = "")
        {
            var audience = arguments.Contains("-Audience", StringComparison.Ordinal) ? "" : $"-Audience {Audience} ";
            var call = $"{RunbookLab.Call("Invoke-AzureRootKeyCheck.ps1")} -RoleArn arn:aws:iam::{OrganizationLab.Management}:role/RootKeyAudit {audience}{arguments}";
            return await lab.RunAsync(
                $"{before}$failed = $null; $output = try {{ {call} 2>$null | Where-Object {{ $_ -isnot [RootKeyCompliance.CisFinding] }} | ForEach-Object {{ \"$_\" }} }} catch {{ $failed = \"failed $_\" }}; "
                + "\"left:$env:AWS_ROLE_ARN$env:AWS_WEB_IDENTITY_TOKEN_FILE\"; $output; if ($failed) { $failed }");
        }

        internal async Task AnswerAsync(HttpContext context)
        {
            var request = context.Request;
            var form = await new StreamReader(request.Body).ReadToEndAsync(context.RequestAborted);
            Asked.Add(form);
            if (request.Method is not "POST" || request.Headers["Metadata"] != "true" || request.Headers["X-IDENTITY-HEADER"] != "the-header"
                || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) is not true)
            {
                context.Response.StatusCode = 400;
                return;
            }

            var audience = Uri.UnescapeDataString(form.Split('&').Single(part => part.StartsWith("resource=", StringComparison.Ordinal))["resource=".Length..]);
            await context.Response.WriteAsJsonAsync(
                new { access_token = provider.Issue(Subject, audience, DateTimeOffset.UtcNow.AddHours(1)), resource = audience, token_type = "Bearer" },
                context.RequestAborted);
        }

        public async ValueTask DisposeAsync()
        {
            await Endpoint!.DisposeAsync();
            provider.Dispose();
            await lab.DisposeAsync();
        }
    }
}
