using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>iam:ListAccessKeys, GetAccessKeyLastUsed, UpdateAccessKey and DeleteAccessKey: whose keys depends on who signs.</summary>
internal static class AccessKeys
{
    internal static AwsAnswer List(AwsCall call)
    {
        var members = new StringBuilder("<AccessKeyMetadata>");
        if (IsAboutRoot(call))
        {
            foreach (var key in call.Account.RootAccessKeys)
            {
                // Root's answers leave out what only users have.
                Append(members, userName: null, key.AccessKeyId, key.Active, key.CreateDate);
            }
        }
        else
        {
            if (UserName(call, out var failure) is not { } userName)
            {
                return failure;
            }

            foreach (var credential in KeysOf(call, userName))
            {
                Append(members, userName, credential.AccessKeyId, active: true, call.Account.CreateDate);
            }
        }

        return call.Answer(members.Append("</AccessKeyMetadata><IsTruncated>false</IsTruncated>").ToString());
    }

    internal static AwsAnswer GetLastUsed(AwsCall call)
    {
        if (call.Parameter("AccessKeyId") is not { Length: > 0 } accessKeyId)
        {
            return call.Fail(MissingParameter("accessKeyId"));
        }

        if (RootKey(call.Account, accessKeyId) is { } key)
        {
            var date = key.LastUsedDate is { } used ? $"<LastUsedDate>{AwsCall.Time(used)}</LastUsedDate>" : string.Empty;
            return call.Answer(
                $"<AccessKeyLastUsed>{date}<ServiceName>{key.LastUsedService}</ServiceName><Region>{key.LastUsedRegion}</Region></AccessKeyLastUsed>");
        }

        var owner = call.Cloud.Callers.UsersOf(call.Account.Id)
            .FirstOrDefault(credential => string.Equals(credential.AccessKeyId, accessKeyId, StringComparison.Ordinal));
        return owner is null
            ? call.Deny("iam:GetAccessKeyLastUsed", $"access key {accessKeyId}")
            : call.Answer(
                $"<UserName>{AwsCall.Escape(owner.Principal.Name)}</UserName>"
                + "<AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>");
    }

    internal static AwsAnswer Update(AwsCall call) => call.Parameter("Status") switch
    {
        "Active" => ChangeRootKey(call, static key => key with { Active = true }),
        "Inactive" => ChangeRootKey(call, static key => key with { Active = false }),
        var status => call.Fail(AwsError.Constraint(status, "status", "satisfy enum value set: [Active, Inactive]")),
    };

    internal static AwsAnswer Delete(AwsCall call) => ChangeRootKey(call, static _ => null);

    // Only root keys can be changed here; nothing this project does touches a user's.
    private static AwsAnswer ChangeRootKey(AwsCall call, Func<FakeRootAccessKey, FakeRootAccessKey?> change)
    {
        if (call.Parameter("AccessKeyId") is not { Length: > 0 } accessKeyId)
        {
            return call.Fail(MissingParameter("accessKeyId"));
        }

        if (!IsAboutRoot(call) && UserName(call, out var failure) is null)
        {
            return failure;
        }

        var account = call.Account;
        lock (account.ReportProgress)
        {
            if (!IsAboutRoot(call) || RootKey(account, accessKeyId) is not { } key)
            {
                return call.Fail(AwsError.NoSuchEntity($"The Access Key with id {accessKeyId} cannot be found."));
            }

            account.ReportProgress.Freeze(account, call.Cloud.Time.GetUtcNow());
            account.RootAccessKeys = change(key) is { } changed ? account.RootAccessKeys.Replace(key, changed) : account.RootAccessKeys.Remove(key);
            return call.Answer(result: null);
        }
    }

    private static bool IsAboutRoot(AwsCall call) =>
        call.Caller.Principal.Kind == FakePrincipalKind.Root && string.IsNullOrEmpty(call.Parameter("UserName"));

    /// <summary>The user asked about, or the one who asks; a role's session is nobody and has to say whom it means.</summary>
    private static string? UserName(AwsCall call, out AwsAnswer failure)
    {
        failure = default;
        if (call.Parameter("UserName") is { Length: > 0 } named)
        {
            if (KeysOf(call, named).Any())
            {
                return named;
            }

            failure = call.Fail(AwsError.NoSuchEntity($"The user with name {named} cannot be found."));
            return null;
        }

        if (call.Caller.Principal.Kind == FakePrincipalKind.User)
        {
            return call.Caller.Principal.Name;
        }

        failure = call.Fail(AwsError.Validation("Must specify userName when calling with non-User credentials"));
        return null;
    }

    private static IEnumerable<FakeCredential> KeysOf(AwsCall call, string userName) =>
        call.Cloud.Callers.UsersOf(call.Account.Id).Where(credential => string.Equals(credential.Principal.Name, userName, StringComparison.Ordinal));

    private static FakeRootAccessKey? RootKey(FakeAccount account, string accessKeyId) =>
        account.RootAccessKeys.FirstOrDefault(key => string.Equals(key.AccessKeyId, accessKeyId, StringComparison.Ordinal));

    private static AwsError MissingParameter(string name) => AwsError.Constraint(null, name, "not be null");

    private static void Append(StringBuilder members, string? userName, string accessKeyId, bool active, DateTimeOffset created)
    {
        members.Append("<member>");
        if (userName is not null)
        {
            members.Append("<UserName>").Append(AwsCall.Escape(userName)).Append("</UserName>");
        }

        members.Append("<AccessKeyId>").Append(accessKeyId).Append("</AccessKeyId><Status>").Append(active ? "Active" : "Inactive")
            .Append("</Status><CreateDate>").Append(AwsCall.Time(created)).Append("</CreateDate></member>");
    }
}
