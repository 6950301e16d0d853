namespace RootKeyCompliance;

/// <summary>AWS account ids: 12 decimal digits, leading zeros included.</summary>
public static class AwsAccountId
{
    /// <summary>Whether the text is exactly 12 ASCII digits.</summary>
    /// <param name="text">The text to look at.</param>
    public static bool IsValid([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text)
        => text is { Length: 12 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>The management account that an account's ARN in its organization names; null when the text is no such ARN.</summary>
    /// <param name="arn">Such as <c>arn:aws:organizations::123456789012:account/o-a1b2c3d4e5/111122223333</c>.</param>
    public static string? ManagementAccountOf(string? arn)
        => TryParseArn(arn, out _, out var management, out var resource)
            && arn!.Split(':')[2] == "organizations" && resource.StartsWith("account/", StringComparison.Ordinal) ? management : null;

    /// <summary>Takes the partition and the account id out of an IAM or STS ARN.</summary>
    /// <param name="arn">Such as <c>arn:aws:iam::111122223333:root</c>.</param>
    /// <param name="partition">Such as <c>aws</c>.</param>
    /// <param name="accountId">The 12 digits.</param>
    /// <param name="resource">What follows the account id, such as <c>root</c>.</param>
    /// <returns>False when the text is no such ARN.</returns>
    public static bool TryParseArn(string? arn, out string partition, out string accountId, out string resource)
    {
        partition = accountId = resource = "";
        var parts = arn?.Split(':', 6);
        if (parts is not ["arn", { Length: > 0 } part, _, _, var account, { Length: > 0 } rest] || !IsValid(account))
        {
            return false;
        }

        (partition, accountId, resource) = (part, account, rest);
        return true;
    }
}
