using System.Collections.Concurrent;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Sessions;

/// <summary>
/// IAM clients that are lent to one account after the other: to build a client takes as long as to make a request. Each signs as whoever it is
/// lent to, and as nobody in between.
/// </summary>
internal sealed class IamClients(AmazonIdentityManagementServiceConfig config, RequestPolicy policy) : IDisposable
{
    private readonly ConcurrentBag<Loan> _free = [];

    internal Loan Borrow(AWSCredentials credentials)
    {
        var loan = _free.TryTake(out var free) ? free : new Loan(this);
        loan.Signer.Inner = credentials;
        return loan;
    }

    public void Dispose()
    {
        while (_free.TryTake(out var loan))
        {
            loan.Client.Dispose();
        }
    }

    /// <summary>A client, until it is given back.</summary>
    internal sealed class Loan : IDisposable
    {
        private readonly IamClients _owner;

        internal Loan(IamClients owner)
        {
            _owner = owner;
            Client = new AmazonIdentityManagementServiceClient(Signer, owner.Config, owner.Policy);
        }

        internal AmazonIdentityManagementServiceClient Client { get; }

        internal LentCredentials Signer { get; } = new();

        public void Dispose()
        {
            // Given back once, or one client would be lent to two.
            if (Signer.Inner is not null)
            {
                Signer.Inner = null;
                _owner._free.Add(this);
            }
        }
    }

    private AmazonIdentityManagementServiceConfig Config => config;

    private RequestPolicy Policy => policy;

    /// <summary>Those of the account that the client is lent to.</summary>
    internal sealed class LentCredentials : AWSCredentials
    {
        internal AWSCredentials? Inner { get; set; }

        private AWSCredentials Lent => Inner ?? throw new InvalidOperationException("The client has been given back.");

        public override ImmutableCredentials GetCredentials() => Lent.GetCredentials();

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Lent.GetCredentialsAsync();
    }
}
