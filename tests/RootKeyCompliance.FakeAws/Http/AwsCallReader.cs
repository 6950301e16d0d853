namespace RootKeyCompliance.Fakes;

/// <summary>Reads what a request asks for, before asking who sent it.</summary>
internal static class AwsCallReader
{
    private const string TargetPrefix = "AWSOrganizationsV20161128.";

    internal static async ValueTask<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    internal static AwsCall Read(FakeCloud cloud, long number, HttpRequest request, byte[] body)
    {
        if (request.Headers.TryGetValue("x-amz-target", out var target))
        {
            var name = target.ToString();
            var action = name.StartsWith(TargetPrefix, StringComparison.Ordinal) ? name[TargetPrefix.Length..] : name;
            return new AwsCall(cloud, number, action, isJson: true, form: null, body);
        }

        var form = AwsForm.Of(request, body);
        return new AwsCall(cloud, number, form.Value("Action") ?? string.Empty, isJson: false, form, body);
    }
}
