using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RootKeyCompliance.Tests;

/// <summary>The HTML report as a reader uses it, in a real browser. Alone: it measures times.</summary>
[CollectionDefinition(nameof(HtmlReportBrowserTests), DisableParallelization = true)]
[Collection(nameof(HtmlReportBrowserTests))]
public sealed class HtmlReportBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly CisFinding[] Fleet = [.. ReportFleet.Of(10_000, compared: true)];

    [Fact]
    public async Task Ten_thousand_findings_open_within_a_second_without_any_request()
    {
        await using var reader = await chromium.OpenAsync(Fleet);

        var painted = await reader.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        TestContext.Current.SendDiagnosticMessage($"First contentful paint: {painted:0} ms");
        Assert.InRange(painted, 1, 1000);
        Assert.Equal("Showing 1 to 50 of 10,000 findings.", await reader.Page.InnerTextAsync("#shown"));
        Assert.Empty(reader.Complaints);
        Assert.Empty(reader.Requests);
    }

    [Fact]
    public async Task Sorting_and_filtering_ten_thousand_findings_is_quick()
    {
        await using var reader = await chromium.OpenAsync(Fleet);

        foreach (var column in (string[])["account", "name", "status", "severity", "change", "result", "used", "evidence"])
        {
            await QuickAsync($"Sort by {column}", $"document.querySelector('th[data-column={column}] button').click()");
        }

        await QuickAsync("Filter by status", "document.querySelector('input[value=Pass]').click()");
        await QuickAsync("Clear", "document.getElementById('clear').click()");
        await QuickAsync("Search", "search.value = search.value ? '' : 'sandbox denied'; search.dispatchEvent(new Event('input'))");
        await QuickAsync("Turn the page", "document.querySelector('[data-go=next]').click()");
        Assert.Empty(reader.Complaints);

        async Task QuickAsync(string what, string step)
        {
            var taken = await reader.MillisecondsAsync(step);
            TestContext.Current.SendDiagnosticMessage($"{what}: {taken:0} ms");
            Assert.True(taken < 100, $"{what} took {taken:0} ms.");
        }
    }

    [Fact]
    public async Task Findings_can_be_sorted_filtered_searched_and_paged()
    {
        await using var reader = await chromium.OpenAsync(Fleet);
        var page = reader.Page;
        Assert.Equal("ascending", await page.GetAttributeAsync("th[data-column=status]", "aria-sort"));

        await page.ClickAsync("th[data-column=account] button");
        var accounts = await reader.ColumnAsync("account");
        Assert.Equal(50, accounts.Count);
        Assert.Equal(accounts.Order(StringComparer.Ordinal), accounts, StringComparer.Ordinal);
        await page.ClickAsync("th[data-column=account] button");
        Assert.Equal("descending", await page.GetAttributeAsync("th[data-column=account]", "aria-sort"));
        Assert.True(string.CompareOrdinal((await reader.ColumnAsync("account"))[0], accounts[0]) > 0);

        // The newest first, and what is not known last, whichever the direction.
        await page.ClickAsync("th[data-column=used] button");
        Assert.All(await reader.ColumnAsync("used"), used => Assert.NotEmpty(used));

        await page.UncheckAsync("input[value=Pass]");
        await page.SelectOptionAsync("#severity", "High");
        Assert.Equal("Showing 1 to 50 of 100 findings (of 10,000).", await page.InnerTextAsync("#shown"));
        Assert.All(await reader.ColumnAsync("severity"), severity => Assert.Equal("High", severity));
        await page.ClickAsync("[data-go=next]");
        Assert.Equal("Page 2 of 2", await page.InnerTextAsync("#page"));
        await page.SelectOptionAsync("#change", "New");
        Assert.All(await reader.ColumnAsync("change"), change => Assert.Equal("New", change));

        await page.ClickAsync("#clear");
        await page.FillAsync("#search", "ACCESSDENIED web-prod");
        Assert.All(await reader.ColumnAsync("name"), name => Assert.StartsWith("web-prod", name, StringComparison.Ordinal));
        Assert.All(await reader.ColumnAsync("status"), status => Assert.Equal("Error", status));
        await page.FillAsync("#search", "nobody is called that");
        Assert.Equal("No finding matches (of 10,000).", await page.InnerTextAsync("#shown"));
    }

    [Fact]
    public async Task Everything_works_with_the_keyboard_alone()
    {
        await using var reader = await chromium.OpenAsync(Fleet);
        var page = reader.Page;

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the findings", await FocusAsync());
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync("Name");
        await page.Keyboard.PressAsync("Space");
        Assert.Equal("ascending", await page.GetAttributeAsync("th[data-column=name]", "aria-sort"));
        Assert.Equal("Name", await FocusAsync());

        var account = (await reader.ColumnAsync("account"))[0];
        await TabToAsync(account);
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("true", await page.GetAttributeAsync(":focus", "aria-expanded"));
        Assert.Contains("Fingerprint", await page.InnerTextAsync($"#{await page.GetAttributeAsync(":focus", "aria-controls")}"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("false", await page.GetAttributeAsync(":focus", "aria-expanded"));
        Assert.Equal(0, await page.Locator(".more").CountAsync());

        async Task<string> FocusAsync() => (await page.InnerTextAsync(":focus")).Trim();

        async Task TabToAsync(string text)
        {
            for (var turn = 0; turn < 40 && await FocusAsync() != text; turn++)
            {
                await page.Keyboard.PressAsync("Tab");
            }

            Assert.Equal(text, await FocusAsync());
        }
    }

    [Fact]
    public async Task Details_show_keys_steps_and_ids()
    {
        await using var reader = await chromium.OpenAsync(ReportFleet.Of(100));

        await OpenAsync("prod-17");
        var detail = await reader.Page.InnerTextAsync(".more");
        Assert.All(
            (string[])["AKIA…0017", "AKIA…0018", "Inactive", "eu-central-1", "reports/17.csv", "A deleted key cannot be brought back.", "arn:aws:iam::"],
            text => Assert.Contains(text, detail, StringComparison.Ordinal));
        await OpenAsync("prod-53");
        Assert.Contains("AccessDenied", await reader.Page.InnerTextAsync(".more"), StringComparison.Ordinal);
        await OpenAsync("prod-41");
        Assert.Contains("The source does not describe the keys.", await reader.Page.InnerTextAsync(".more"), StringComparison.Ordinal);

        async Task OpenAsync(string name)
        {
            await reader.Page.FillAsync("#search", name);
            await reader.Page.ClickAsync("tr.finding");
        }
    }

    [Theory]
    [InlineData(10_000, ColorScheme.Light, 1280)]
    [InlineData(10_000, ColorScheme.Dark, 1280)]
    [InlineData(200, ColorScheme.Dark, 375)]
    [InlineData(1, ColorScheme.Light, 375)]
    [InlineData(0, ColorScheme.Light, 1280)]
    public async Task Axe_finds_nothing(int count, ColorScheme scheme, int width)
    {
        await using var reader = await chromium.OpenAsync(
            Fleet.Take(Math.Min(count, Thorough.Choose(200, Fleet.Length))),
            new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });

        if (count > 0)
        {
            await reader.Page.Locator("tr.finding button").First.ClickAsync();
        }

        await JudgeAsync();
        if (count > 1)
        {
            await reader.Page.FillAsync("#search", "AccessDenied");
            await reader.Page.Locator("tr.finding button").First.ClickAsync();
            await JudgeAsync();
        }

        Assert.Empty(reader.Complaints);
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the window.");

        async Task JudgeAsync()
        {
            var result = await reader.Page.RunAxe();
            Assert.NotEmpty(result.Passes);
            Assert.Empty(result.Violations.Select(rule => $"{rule.Id}: {rule.Nodes[0].Html}"));
        }
    }

    [Fact]
    public async Task Print_has_all_filtered_findings_with_their_details()
    {
        await using var reader = await chromium.OpenAsync(Fleet);
        await reader.Page.UncheckAsync("input[value=Pass]");

        await reader.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Assertions.Expect(reader.Page.Locator("tr.finding")).ToHaveCountAsync(700);
        Assert.Equal(500, await reader.Page.Locator("tr.more").CountAsync());
        Assert.Equal("700 of 10,000 findings: those that the filters left.", await reader.Page.InnerTextAsync("#shown"));
        Assert.False(await reader.Page.IsVisibleAsync("#search"));

        await reader.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await Assertions.Expect(reader.Page.Locator("tr.finding")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task All_rows_can_be_read_without_scripts()
    {
        await using var reader = await chromium.OpenAsync(Fleet, new BrowserNewContextOptions { JavaScriptEnabled = false });

        Assert.Equal(10_000, await reader.Page.Locator("noscript tbody tr").CountAsync());
        Assert.True(await reader.Page.IsVisibleAsync(".plain"));
        Assert.False(await reader.Page.IsVisibleAsync("#waiting"));
        Assert.False(await reader.Page.IsVisibleAsync("#live"));
        Assert.Empty(reader.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hostile_names_do_not_run(bool scripts)
    {
        var hostile = ReportFleet.HostileTexts.Select(row => ReportFleet.Everywhere((string)row.Data));
        await using var reader = await chromium.OpenAsync(hostile, new BrowserNewContextOptions { JavaScriptEnabled = scripts });
        if (scripts)
        {
            foreach (var button in await reader.Page.Locator("tbody .account button").AllAsync())
            {
                await button.ClickAsync();
            }
        }

        Assert.StartsWith("Root access keys:", await reader.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Contains(PlainText.OneLine(ReportFleet.Attack), await reader.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        Assert.Equal(0, await reader.Page.Locator("img").CountAsync());
        Assert.Empty(reader.Complaints);
        Assert.Empty(reader.Requests);
    }
}
