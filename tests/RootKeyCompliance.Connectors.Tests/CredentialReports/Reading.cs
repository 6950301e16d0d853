using System.Text;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

/// <summary>Reads reports the way the module does, and judges them.</summary>
internal static class Reading
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    internal static RootUserEvidence Evidence(CredentialReportBuilder report) => Evidence(report.ToBytes());

    internal static RootUserEvidence Evidence(string csv) => Evidence(Encoding.UTF8.GetBytes(csv));

    internal static RootUserEvidence Evidence(byte[] csv)
    {
        using var stream = new MemoryStream(csv);
        return CredentialReportReader.ReadCsv(stream, TestContext.Current.CancellationToken);
    }

    /// <summary>The error id, or null when it can be read.</summary>
    internal static string? ErrorId(byte[] csv)
    {
        try
        {
            Evidence(csv);
            return null;
        }
        catch (CisException exception)
        {
            return exception.Fault.ErrorId;
        }
    }

    internal static string? ErrorId(string csv) => ErrorId(Encoding.UTF8.GetBytes(csv));

    internal static string? ErrorId(CredentialReportBuilder report) => ErrorId(report.ToBytes());

    internal static CisFinding Judge(RootUserEvidence evidence, bool allowInactiveKey = false)
        => RootAccessKeyRule.Evaluate(CisPipelineCatalogue.Get(CisPipelineCatalogue.DefaultControlId), evidence, allowInactiveKey, Now);

    internal static RootUserEvidence File(string path) => CredentialReportFile.Read(path, TestContext.Current.CancellationToken);
}
