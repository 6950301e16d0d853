using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>Send-CisNotification takes removals: live, flattened, and those of a notification that was not delivered.</summary>
public sealed class RemovalNotificationTests : IAsyncLifetime
{
    private const string Command = "RootKeyCompliance.Commands.SendCisNotificationCommand";
    private const string Header = SampleDigests.Title;
    private const string Member = "222233334444";
    private const string Deleted = $"Deleted root access key AKIA…4444 of account {Member}.";
    private const string Remove = $"Test-CisRootAccessKey @aws -CentralRootAccess -AccountId {Member}, 333344445555 -ThrottleLimit 1 | Remove-CisRootAccessKey @aws";
    private const string Passed = "Kept the root access keys of account 333344445555, if it has any: the finding's status is Pass, and only Fail says that there is a root access key.";

    private readonly ModuleSession _session = ModuleSession.Open().With("removals", SampleRemovals.OneOfEach);
    private FakeServices _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        _session.With("hook", _services.Webhook);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Deletions_reach_every_notifier_in_one_digest()
    {
        await using var lab = await StartAsync();

        var run = lab.Session.With("hook", _services.Webhook).Run($"{Remove} -Confirm:$false | Send-CisNotification default, $hook");

        Assert.Empty(run.Errors);
        Assert.Empty(run.Output);
        Assert.Empty(lab.Aws.Account(Member).RootAccessKeys);
        string[] lines = [Header, "Deleted 2 root access key(s).", Deleted, Deleted, Passed];
        Assert.Equal(lines, run.HostLines);
        var json = Assert.Single(_services.Requests).Json;
        Assert.Equal(lines, json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!), StringComparer.Ordinal);
        Assert.All(json.GetProperty("removals").EnumerateArray().Take(2), removal =>
        {
            Assert.Equal((Member, "AKIA…4444"), (removal.GetProperty("accountId").GetString(), removal.GetProperty("accessKeyId").GetString()));
            Assert.True(removal.GetProperty("verified").GetBoolean());
            Assert.Equal(36, removal.GetProperty("requestId").GetString()!.Length);
        });
    }

    [Fact]
    public async Task A_rehearsal_deletes_nothing_and_lists_the_questions()
    {
        await using var lab = await StartAsync();

        var run = lab.Session.Run($"{Remove} -WhatIf | Send-CisNotification -NotificationLevel verbose -WhatIf:$false 6>&1");

        Assert.Equal(2, lab.Aws.Account(Member).RootAccessKeys.Length);
        var asked = $"Would ask to delete root access key AKIA…4444 of account {Member}.";
        Assert.Equal([Header, "Rehearsal: 2 root access key(s) would be asked about, none was deleted.", Passed, asked, asked], run.Texts);
    }

    [Fact]
    public async Task A_failed_deletion_is_an_error_and_has_a_line_at_level_error()
    {
        await using var lab = await StartAsync();
        lab.Aws.Faults.Always("DeleteAccessKey", FakeFault.Error(403, "AccessDenied", "not for you"));

        var run = lab.Session.Run($"{Remove} -Confirm:$false | Send-CisNotification -NotificationLevel error");

        var failed = $"Could not delete root access key AKIA…4444 of account {Member}: Access to iam:DeleteAccessKey was denied: not for you.";
        Assert.Equal([Header, failed, failed], run.HostLines);
        Assert.Equal(Enumerable.Repeat("AccessDenied,RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand", 2), run.ErrorIds, StringComparer.Ordinal);
    }

    [Fact]
    public void PassThru_passes_findings_and_removals_on_in_their_order_after_all_is_sent()
    {
        object[] sent = [SampleRemovals.OneOfEach[0], SampleDigests.OneOfEach[0], SampleRemovals.OneOfEach[1]];

        var run = _session.With("sent", sent).Run("$sent | Send-CisNotification -PassThru -NotificationLevel verbose 6>&1");

        Assert.Equal(6, run.Output.TakeWhile(item => item.BaseObject is InformationRecord).Count());
        var handedOn = run.Output.Skip(6).Select(item => item.BaseObject).ToList();
        Assert.Equal(3, handedOn.Count);
        Assert.All(sent.Zip(handedOn), pair => Assert.Same(pair.First, pair.Second));
    }

    /// <summary>Jobs serialize to the depth 1, Export-Clixml to 2.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Deserialized_removals_have_the_same_lines_and_properties(int depth)
    {
        var bare = new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v400_1_4"), CisRemovalOutcome.AlreadyGone) { Time = SampleRemovals.Full().Time };
        CisKeyRemoval[] removals = [.. SampleRemovals.OneOfEach, SampleRemovals.Full(), bare];
        var deserialized = removals.Select(removal => PSSerializer.Deserialize(PSSerializer.Serialize(removal, depth))).ToList();
        Assert.All(deserialized, item => Assert.IsNotType<CisKeyRemoval>(((PSObject)item).BaseObject));

        var run = _session.RunWithInput("$input | Send-CisNotification -PassThru -NotificationLevel verbose", deserialized);

        Assert.Empty(run.Errors);
        Assert.Equal(SampleRemovals.Digest(CisNotificationLevel.Verbose, removals).Messages.Select(line => line.Text), run.HostLines, StringComparer.Ordinal);
        Assert.Equal(removals.Select(Properties), run.Output.Select(item => Properties((CisKeyRemoval)item.BaseObject)), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(nameof(CisKeyRemoval.Outcome), "99")]
    [InlineData(nameof(CisKeyRemoval.Outcome), "0")]
    [InlineData(nameof(CisKeyRemoval.Outcome), "Deleted, Failed")]
    [InlineData(nameof(CisKeyRemoval.Outcome), "")]
    [InlineData(nameof(CisKeyRemoval.ControlId), "cis_v9")]
    [InlineData("PSTypeName", "Deserialized.RootKeyCompliance.CisAccount")]
    public void An_invalid_removal_is_an_error_and_the_rest_is_sent(string property, string value)
    {
        var run = _session.With("changed", Changed(property, value)).Run("@($changed; $removals) | Send-CisNotification");

        Assert.Equal([$"NotAFinding,{Command}"], run.ErrorIds);
        Assert.Equal(5, run.HostLines.Count);
    }

    [Fact]
    public void A_removal_without_an_account_is_sent()
    {
        var run = _session.With("changed", Changed("Message", "")).Run("$changed | Send-CisNotification");

        Assert.Equal([Header, "Deleted 1 root access key(s).", "Deleted an account without an id; the list of keys has not confirmed it yet."], run.HostLines);
    }

    [Fact]
    public void An_invalid_status_becomes_unknown()
    {
        var run = _session.With("changed", Changed("StatusBefore", "99")).Run("$changed | Send-CisNotification -PassThru");

        Assert.Null(Assert.IsType<CisKeyRemoval>(Assert.Single(run.Output).BaseObject).StatusBefore);
    }

    [Theory]
    [InlineData("Message", "Deleted AKIAIOSFODNN7EXAMPLE of 111122223333.")]
    [InlineData("AccessKeyId", "AKIAIOSFODNN7EXAMPLE")]
    public void A_whole_key_id_in_a_deserialized_removal_is_masked(string property, string value)
    {
        var run = _session.With("changed", Changed(property, value)).Run("$changed | Send-CisNotification $hook, default -PassThru");

        Assert.Contains("AKIA…MPLE", Assert.Single(_services.Requests).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("IOSFODNN7EX", _services.Requests[0].Text + string.Concat(run.HostLines) + Properties((CisKeyRemoval)run.Output[0].BaseObject), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$failed.TargetObject")]
    [InlineData("$failed")]
    public void An_undelivered_digest_is_sent_again_with_its_removals(string again)
    {
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(400, "no"));
        var run = _session.Run("$removals | Send-CisNotification $hook -ErrorVariable failed -PassThru");
        Assert.Equal([$"DeliveryFailed,{Command}"], run.ErrorIds);
        Assert.Equal(SampleRemovals.OneOfEach, run.Output.Select(item => item.BaseObject));
        Assert.Equal(SampleRemovals.OneOfEach, Assert.IsType<CisNotification>(run.Errors[0].TargetObject).Removals);

        var second = _session.Run($"{again} | Send-CisNotification");

        Assert.Empty(second.Errors);
        Assert.Equal(2, _services.Requests.Count);
        Assert.Equal(_services.Requests[0].Text, _services.Requests[1].Text);
        Assert.Equal(CisDeliveryStatus.Delivered, Assert.IsType<CisDelivery>(Assert.Single(second.Information).MessageData).Status);
    }

    private static Task<AwsLab> StartAsync() => AwsLab.OrganizationAsync(
        FakeAccounts.OneActiveAndOneInactiveKey(Member), FakeAccounts.NoKey("333344445555"));

    private static PSObject Changed(string property, string value)
    {
        var item = new PSObject();
        item.TypeNames.Insert(0, property == "PSTypeName" ? value : "Deserialized.RootKeyCompliance.CisKeyRemoval");
        foreach (var (name, usual) in new[] { ("ControlId", "cis_v400_1_4"), ("Outcome", "Deleted"), ("Message", "m"), ("StatusBefore", "Active"), ("AccessKeyId", "") })
        {
            item.Properties.Add(new PSNoteProperty(name, name == property ? value : usual));
        }

        return item;
    }

    private static string Properties(CisKeyRemoval removal) => string.Join(
        '|', typeof(CisKeyRemoval).GetProperties().Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name}={(property.GetValue(removal) is DateTimeOffset time ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : property.GetValue(removal))}")));
}
