using System.Globalization;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// The credentials endpoint of a container with a role, for AWS_CONTAINER_CREDENTIALS_FULL_URI: each GET has a fresh session.
/// A port of its own, as it has a network of its own: <see cref="FakeAws.Cut"/> does not reach it.
/// </summary>
public sealed class FakeContainerRole : IAsyncDisposable
{
    private readonly FakeAws _aws;
    private readonly string _accountId;
    private readonly string _role;
    private LoopbackServer _server = null!;
    private int _served;

    private FakeContainerRole(FakeAws aws, string accountId, string role) => (_aws, _accountId, _role) = (aws, accountId, role);

    /// <summary>The value of AWS_CONTAINER_CREDENTIALS_FULL_URI.</summary>
    public string Url => $"{_server.Url}/credentials";

    /// <summary>When set, a request has to bring it as AWS_CONTAINER_AUTHORIZATION_TOKEN says.</summary>
    public string? AuthorizationToken { get; set; }

    /// <summary>How long the sessions of later requests last.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many sessions were given.</summary>
    public int ServedCount => Volatile.Read(ref _served);

    /// <summary>The session given last; null: none yet.</summary>
    public FakeCredential? Latest { get; private set; }

    public static async Task<FakeContainerRole> StartAsync(FakeAws aws, string accountId, string role, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var container = new FakeContainerRole(aws, accountId, role);
        container._server = await LoopbackServer.StartAsync(container.HandleAsync, port: 0, cancellationToken);
        return container;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path != "/credentials")
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        if (AuthorizationToken is { } token && !string.Equals(context.Request.Headers.Authorization, token, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        var number = Interlocked.Increment(ref _served).ToString(CultureInfo.InvariantCulture);
        var session = _aws.MintSession(_accountId, _role, $"container-{number}", _aws.Now + Lifetime);
        Latest = session;
        return context.Response.WriteAsJsonAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RoleArn"] = $"arn:{_aws.Account(_accountId).Partition.Id}:iam::{_accountId}:role/{_role}",
                ["AccessKeyId"] = session.AccessKeyId,
                ["SecretAccessKey"] = session.SecretKey,
                ["Token"] = session.SessionToken!,
                ["Expiration"] = AwsCall.Time(session.Expiration!.Value),
            },
            JsonSerializerOptions.Default);
    }
}
