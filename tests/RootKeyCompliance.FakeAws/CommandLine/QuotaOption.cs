using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>Quotas as they are written on the command line: <c>sts=600/600,organizations=1/5,organizations=single</c>.</summary>
internal static class QuotaOption
{
    /// <summary>Null: it cannot be read.</summary>
    internal static FakeQuotas? Parse(string text)
    {
        FakeQuota? sts = null, iam = null, organizations = null, server = null;
        var isSingle = false;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part is "organizations=single")
            {
                isSingle = true;
                continue;
            }

            if (part.Split('=') is not [var name, var value] || Quota(value) is not { } quota)
            {
                return null;
            }

            switch (name)
            {
                case "sts":
                    sts = quota;
                    break;
                case "iam":
                    iam = quota;
                    break;
                case "organizations":
                    organizations = quota;
                    break;
                case "server":
                    server = quota;
                    break;
                default:
                    return null;
            }
        }

        return new FakeQuotas { Sts = sts, Iam = iam, Organizations = organizations, Server = server, OneOrganizationsRequestAtATime = isSingle };
    }

    private static FakeQuota? Quota(string value) =>
        value.Split('/') is [var rate, var burst]
        && double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perSecond)
        && int.TryParse(burst, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && new FakeQuota(perSecond, size) is { IsValid: true } quota
            ? quota
            : null;
}
