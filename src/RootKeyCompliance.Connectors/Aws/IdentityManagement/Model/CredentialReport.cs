using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Asks AWS to have a credential report ready.</summary>
internal sealed class GenerateCredentialReportRequest : AmazonWebServiceRequest;

/// <summary>How far the credential report is.</summary>
internal sealed class GenerateCredentialReportResponse : AmazonWebServiceResponse
{
    /// <summary><c>STARTED</c>, <c>INPROGRESS</c> or <c>COMPLETE</c>.</summary>
    public string? State { get; set; }

    /// <summary>A remark, or null.</summary>
    public string? Description { get; set; }
}

/// <summary>Asks for the credential report.</summary>
internal sealed class GetCredentialReportRequest : AmazonWebServiceRequest;

/// <summary>The credential report.</summary>
internal sealed class GetCredentialReportResponse : AmazonWebServiceResponse
{
    /// <summary>The report: CSV in UTF-8.</summary>
    public MemoryStream? Content { get; set; }

    /// <summary>The media type of <see cref="Content"/>: <c>text/csv</c>.</summary>
    public string? ReportFormat { get; set; }

    /// <summary>When AWS made it (UTC).</summary>
    public DateTime? GeneratedTime { get; set; }
}
