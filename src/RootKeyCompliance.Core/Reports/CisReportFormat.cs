namespace RootKeyCompliance;

/// <summary>The form of a report.</summary>
public enum CisReportFormat
{
    /// <summary>A page for people: one file, nothing to fetch.</summary>
    Html,

    /// <summary>All that is known, for machines; what Compare-CisFinding reads.</summary>
    Json,

    /// <summary>A table for spreadsheets.</summary>
    Csv,

    /// <summary>A table for issues and wikis.</summary>
    Markdown,

    /// <summary>JUnit's XML: a test case for each account.</summary>
    Junit,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>OCSF Compliance Findings (class 2003), for security lakes.</summary>
    Ocsf,

    /// <summary>AWS Security Finding Format, in batches for BatchImportFindings.</summary>
    Asff,
}
