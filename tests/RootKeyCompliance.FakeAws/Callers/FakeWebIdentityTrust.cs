namespace RootKeyCompliance.Fakes;

/// <summary>
/// A role's trust policy with a federated principal: <c>StringEquals</c> on <c>issuer:aud</c> and on <c>issuer:sub</c>. The subject may end
/// with <c>*</c>, as with <c>StringLike</c>.
/// </summary>
public sealed record FakeWebIdentityTrust(string Role, string Issuer, string Audience, string Subject)
{
    internal bool Admits(string role, string issuer, string audience, string subject) =>
        string.Equals(Role, role, StringComparison.Ordinal)
        && string.Equals(Issuer, issuer, StringComparison.Ordinal)
        && string.Equals(Audience, audience, StringComparison.Ordinal)
        && (Subject.EndsWith('*') ? subject.StartsWith(Subject[..^1], StringComparison.Ordinal) : string.Equals(Subject, subject, StringComparison.Ordinal));
}
