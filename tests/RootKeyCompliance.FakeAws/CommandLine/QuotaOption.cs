using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>Quotas as they are written on the command line: <c>sts=600/600,organizations=1/5,organizations=single</c>.</summary>
internal static class QuotaOption
{
    /// <summary>Null: it cannot be read.</summary>
    internal static FakeQuotas? Parse(string text)
    {
        FakeQuotas? quotas = new();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            quotas = part is "organizations=single"
                ? quotas with { OneOrganizationsRequestAtATime = true }
                : part.Split('=') is [var name, var value] && Quota(value) is { } quota ? With(quotas, name, quota) : null;
            if (quotas is null)
            {
                return null;
            }
        }

        return quotas;
    }

    private static FakeQuotas? With(FakeQuotas quotas, string name, FakeQuota quota) => name switch
    {
        "sts" => quotas with { Sts = quota },
        "iam" => quotas with { Iam = quota },
        "organizations" => quotas with { Organizations = quota },
        "server" => quotas with { Server = quota },
        _ => null,
    };

    private static FakeQuota? Quota(string value) =>
        value.Split('/') is [var rate, var burst]
        && double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perSecond)
        && int.TryParse(burst, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && new FakeQuota(perSecond, size) is { IsValid: true } quota
            ? quota
            : null;
}
