using Microsoft.Playwright;

namespace RootKeyCompliance.Tests;

/// <summary>The browser of a test class, started when the first test needs it. Debian's: Playwright's own is a download.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A reader with the findings' report open; skips or fails the running test where there is no browser.</summary>
    internal async Task<ReportReader> OpenAsync(IEnumerable<CisFinding> findings, BrowserNewContextOptions? options = null)
    {
        var place = Places.FirstOrDefault(File.Exists);
        ExternalTool.Need("chromium", place is null ? "no browser is installed" : null);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = place,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync",
            ],
        });
        return await ReportReader.OpenAsync(await _browser.NewContextAsync(options ?? new BrowserNewContextOptions()), findings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
