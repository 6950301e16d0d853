using Microsoft.Playwright;

namespace RootKeyCompliance.Tests;

/// <summary>A reader with a report open. What the browser complains of or asks for is kept.</summary>
internal sealed class ReportReader : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private ReportReader(IBrowserContext context) => _context = context;

    internal IPage Page { get; private set; } = null!;

    /// <summary>What stood in the console, and errors that nobody caught.</summary>
    internal IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What was asked for beside the report itself.</summary>
    internal IEnumerable<string> Requests => _requests.Where(url => url != Address);

    private string Address => new Uri(Path.Combine(_folder.Path, "report.html")).AbsoluteUri;

    internal static async Task<ReportReader> OpenAsync(IBrowserContext context, IEnumerable<CisFinding> findings)
    {
        var reader = new ReportReader(context);
        try
        {
            reader._folder.Write("report.html", HtmlFile.Of(findings).Text);
            reader.Page = await context.NewPageAsync();
            reader.Page.Console += (_, message) => reader._complaints.Add(message.Text);
            reader.Page.PageError += (_, error) => reader._complaints.Add(error);
            reader.Page.Request += (_, request) => reader._requests.Add(request.Url);
            await reader.Page.GotoAsync(reader.Address);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>How long a step takes in the page, until the browser has drawn what came of it: the median of five, for machines that are busy.</summary>
    internal async Task<double> MillisecondsAsync(string step)
    {
        var times = new List<double>();
        for (var turn = 0; turn < 5; turn++)
        {
            times.Add(await Page.EvaluateAsync<double>($$"""
                async () => {
                  const start = performance.now();
                  {{step}};
                  await new Promise((drawn) => requestAnimationFrame(() => {
                    const channel = new MessageChannel();
                    channel.port1.onmessage = drawn;
                    channel.port2.postMessage(0);
                  }));
                  return performance.now() - start;
                }
                """));
        }

        return times.Order().ElementAt(2);
    }

    /// <summary>The texts of a column of the page that is shown.</summary>
    internal async Task<IReadOnlyList<string>> ColumnAsync(string column)
        => await Page.Locator($"#table tbody .finding .{column}").AllInnerTextsAsync();
}
