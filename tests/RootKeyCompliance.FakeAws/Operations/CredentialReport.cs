using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>iam:GenerateCredentialReport and iam:GetCredentialReport.</summary>
internal static class CredentialReport
{
    internal static AwsAnswer Generate(AwsCall call)
    {
        if (call.Account.Report.Kind == FakeReportKind.Denied)
        {
            return call.Deny("iam:GenerateCredentialReport", "*");
        }

        var (state, error) = call.Account.ReportProgress.Generate(call.Account, call.Cloud.Time.GetUtcNow());
        if (error is not null)
        {
            return call.Fail(error);
        }

        var description = state is "STARTED" ? "<Description>No report exists. Starting a new report generation task</Description>" : string.Empty;
        return call.Answer($"<State>{state}</State>{description}");
    }

    internal static AwsAnswer Get(AwsCall call)
    {
        if (call.Account.Report.Kind == FakeReportKind.Denied)
        {
            return call.Deny("iam:GetCredentialReport", "*");
        }

        var (text, generated, error) = call.Account.ReportProgress.Get(call.Account, call.Cloud.Time.GetUtcNow());
        return error is not null
            ? call.Fail(error)
            : call.Answer(
                $"<Content>{Convert.ToBase64String(Encoding.UTF8.GetBytes(text!))}</Content>"
                + $"<ReportFormat>text/csv</ReportFormat><GeneratedTime>{AwsCall.Time(generated)}</GeneratedTime>");
    }
}
