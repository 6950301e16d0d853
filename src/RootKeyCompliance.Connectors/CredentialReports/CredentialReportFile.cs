namespace RootKeyCompliance.Connectors.CredentialReports;

/// <summary>Credential reports in files: CSV as AWS makes it, or the AWS CLI's JSON around it.</summary>
public static class CredentialReportFile
{
    // Others may write, move or delete the file while it is read. No buffer: the text above it has one.
    private static readonly FileStreamOptions Options = new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    };

    /// <summary>Reads one file. Whatever is wrong with it is in the evidence's <see cref="RootUserEvidence.Fault"/>.</summary>
    /// <param name="path">The file's path, as <see cref="RootUserEvidence.SourceName"/> will show it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was ended; nothing else is thrown.</exception>
    public static RootUserEvidence Read(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var file = new FileStream(path, Options);
            using var text = new CredentialReportText(file, cancellationToken);
            var evidence = text.SkipWhiteSpace() is '{' or '['
                ? CredentialReportJson.Read(text, cancellationToken)
                : CredentialReportReader.ReadCsv(text);
            return evidence with { SourceName = path };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new RootUserEvidence
            {
                Source = CisEvidenceSource.CredentialReport,
                SourceName = path,
                Fault = FaultOf(exception, path),
            };
        }
    }

    private static CisFault FaultOf(Exception exception, string path) => exception switch
    {
        CisException { Fault: var fault } => fault,
        FileNotFoundException or DirectoryNotFoundException => CisFaults.ReportNotFound(path),
        ArgumentException when path.Length == 0 || path.Contains('\0') => CisFaults.ReportNotFound(path),
        UnauthorizedAccessException when Directory.Exists(path) => CisFaults.ReportNotReadable("it is a folder."),
        UnauthorizedAccessException => CisFaults.ReportNotReadable("access to the file is denied."),
        IOException => CisFaults.ReportNotReadable(exception.Message),
        _ => CisFaults.UnexpectedError(exception),
    };
}
