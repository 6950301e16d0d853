namespace RootKeyCompliance.Tests;

/// <summary>What is written as it goes keeps nothing. Runs alone: it measures memory.</summary>
[CollectionDefinition(nameof(ReportMemoryTests), DisableParallelization = true)]
[Collection(nameof(ReportMemoryTests))]
public sealed class ReportMemoryTests
{
    private static readonly int Count = Thorough.Choose(20_000, 100_000);
    private const long Flat = 4L * 1024 * 1024;

    [Theory]
    [InlineData(CisReportFormat.Json)]
    [InlineData(CisReportFormat.Csv)]
    [InlineData(CisReportFormat.Sarif)]
    [InlineData(CisReportFormat.Ocsf)]
    [InlineData(CisReportFormat.Asff)]
    public void A_long_report_needs_no_more_memory_than_a_short_one(CisReportFormat format)
    {
        using var writer = ReportWriter.Create(format, Stream.Null, SampleFindings.Head);
        writer.Start();
        Add(writer, 1_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Add(writer, Count);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Flat);
        writer.Complete();
    }

    // Each finding is a new one, which a writer that kept it would keep alive.
    private static void Add(ReportWriter writer, int count)
    {
        for (var index = 0; index < count; index++)
        {
            writer.Add(SampleFindings.Judge(SampleFindings.Full("111122223333")));
        }
    }
}
