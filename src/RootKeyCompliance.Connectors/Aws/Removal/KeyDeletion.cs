namespace RootKeyCompliance.Connectors.Aws.Removal;

/// <summary>What came of the deletion of a key.</summary>
/// <param name="Outcome">Deleted, AlreadyGone or Failed.</param>
/// <param name="IsVerified">Whether AWS confirmed afterwards that the key is gone.</param>
/// <param name="RequestId">AWS's id of the request, or null.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
public sealed record KeyDeletion(CisRemovalOutcome Outcome, bool IsVerified, string? RequestId, CisFault? Fault);
