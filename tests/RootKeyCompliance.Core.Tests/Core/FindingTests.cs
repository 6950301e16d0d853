using CsCheck;

namespace RootKeyCompliance.Tests;

public sealed class FindingTests
{
    private static readonly RootUserEvidence Clean = new RootUserEvidence { Source = CisEvidenceSource.Iam, AccountId = "111122223333" }.WithKeys([]);

    [Theory]
    [InlineData("data\nAccount 999999999999: no root access key.")]
    [InlineData("\u001b[2J\u001b]0;title\u0007data")]
    [InlineData("data\u202Eatad")]
    [InlineData("\u2028data\u2029")]
    [InlineData("da\u200Bta")]
    [InlineData("\r\n\t")]
    [InlineData("\ud800")]
    public void A_hostile_name_does_not_break_the_line(string name)
    {
        var message = Judge(Clean with { AccountName = name }).Message;

        Assert.DoesNotContain(message, IsUnsafe);
        Assert.StartsWith("Account 111122223333", message, StringComparison.Ordinal);
        Assert.EndsWith(": no root access key.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_from_outside_breaks_the_line() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.Int[0, 3], Gen.Bool).Sample(
        (name, source, state, kind, known) =>
        {
            var evidence = new RootUserEvidence
            {
                Source = (CisEvidenceSource)kind,
                AccountId = known ? "111122223333" : null,
                AccountName = name,
                SourceName = source,
                AccountState = state,
                Fault = CisFaults.AccessDenied("iam:GetAccountSummary", state),
            };
            Assert.DoesNotContain(Judge(evidence).Message, IsUnsafe);
            Assert.DoesNotContain(Judge(evidence with { Fault = null, AccessKeysPresent = true }).Message, IsUnsafe);
            Assert.DoesNotContain(Judge(evidence with { Fault = null, AccountState = "SUSPENDED" }).Message, IsUnsafe);
        },
        iter: Thorough.Choose(500, 3000));

    [Theory]
    [InlineData(CisEvidenceSource.CredentialReport, "a.csv", "Could not check credential report 'a.csv': the credential report is empty.")]
    [InlineData(CisEvidenceSource.Iam, "prod", "Could not check the account of profile 'prod': the credential report is empty.")]
    [InlineData(CisEvidenceSource.Iam, null, "Could not check the account of these credentials: the credential report is empty.")]
    [InlineData(CisEvidenceSource.AccountSummary, null, "Could not check the account of this summary: the credential report is empty.")]
    [InlineData(CisEvidenceSource.Steampipe, "aws_prod", "Could not check Steampipe 'aws_prod': the credential report is empty.")]
    [InlineData(CisEvidenceSource.Steampipe, null, "Could not check an account that its source does not name: the credential report is empty.")]
    public void An_account_without_an_id_is_named_by_its_source(CisEvidenceSource source, string? name, string expected)
        => Assert.Equal(expected, Judge(new RootUserEvidence { Source = source, SourceName = name, Fault = CisFaults.ReportEmpty() }).Message);

    [Fact]
    public void A_fingerprint_depends_on_control_and_account_alone_and_never_changes()
    {
        // Pinned: baselines, SARIF and ticket systems keep it. It must never change.
        Assert.Equal("d249ec3d42d030a4144fd6d2a50adf37", Judge(Clean).Fingerprint);
        Assert.Equal(Judge(Clean).Fingerprint, Judge(Clean with { AccountName = "data", AccessKeysPresent = true, Source = CisEvidenceSource.Steampipe, SourceName = "x" }).Fingerprint);
        Assert.NotEqual(Judge(Clean).Fingerprint, Judge(Clean with { AccountId = "111122223334" }).Fingerprint, StringComparer.Ordinal);
        Assert.NotEqual(Judge(Clean).Fingerprint, Judge(Clean, "cis_v300_1_4").Fingerprint, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(null, "arn:aws:iam::111122223333:root")]
    [InlineData("aws-cn", "arn:aws-cn:iam::111122223333:root")]
    public void The_resource_is_the_ARN_of_the_root_user(string? partition, string expected) => Assert.Equal(expected, Judge(Clean with { Partition = partition }).ResourceId);

    [Fact]
    public void A_finding_keeps_a_copy_of_its_keys()
    {
        var keys = new List<RootAccessKey> { new(RootAccessKeyStatus.Active) };
        var finding = Judge(Clean.WithKeys(keys));
        keys.Clear();

        Assert.Single(finding.AccessKeys);
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIA…MPLE")]
    [InlineData("AKIA12345678", "AKIA…5678")]
    [InlineData("AKIA1234567", "AKIA…")]
    [InlineData("AK", "AK…")]
    [InlineData("", "…")]
    public void Key_ids_are_masked(string id, string masked) => Assert.Equal(masked, KeyIds.Mask(id));

    [Fact]
    public void Key_ids_in_messages_are_masked()
    {
        Assert.Equal(
            "User AKIA…MPLE and ASIA…MPL2: AKIAX, key_AKIA…MPLE_old.",
            KeyIds.MaskAllIn("User AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPL2: AKIAX, key_AKIAIOSFODNN7EXAMPLE_old."));
        Assert.DoesNotContain(
            "AKIAIOSFODNN7EXAMPLE",
            Judge(Clean with { Fault = CisFaults.AccessDenied("iam:GetAccountSummary", "key AKIAIOSFODNN7EXAMPLE") }).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("two words", "two words")]
    [InlineData("a\r\nb", "a b")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("a\u202Eb\u2066c", "a b c")]
    [InlineData("größe 表 😀", "größe 表 😀")]
    [InlineData("end\n", "end")]
    public void Text_becomes_one_line_without_control_characters(string? text, string expected) => Assert.Equal(expected, PlainText.OneLine(text));

    [Fact]
    public void Text_is_cut_after_1000_characters()
    {
        Assert.Equal(1001, PlainText.OneLine(new string('x', 5_000_000)).Length);
        Assert.Equal(1000, PlainText.OneLine(new string('x', 1000)).Length);
    }

    [Theory]
    [InlineData("111122223333", true)]
    [InlineData("000000000000", true)]
    [InlineData("11112222333", false)]
    [InlineData("1111222233334", false)]
    [InlineData("11112222333a", false)]
    [InlineData("١١١١٢٢٢٢٣٣٣٣", false)]
    [InlineData(" 11112222333", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_account_id_has_twelve_ASCII_digits(string? text, bool valid) => Assert.Equal(valid, AwsAccountId.IsValid(text));

    [Theory]
    [InlineData("arn:aws:iam::111122223333:root", "aws", "111122223333", "root")]
    [InlineData("arn:aws-cn:sts::000000000001:assumed-role/a/b:c", "aws-cn", "000000000001", "assumed-role/a/b:c")]
    public void An_ARN_has_a_partition_an_account_and_a_resource(string arn, string partition, string accountId, string resource)
    {
        Assert.True(AwsAccountId.TryParseArn(arn, out var actualPartition, out var actualId, out var actualResource));
        Assert.Equal((partition, accountId, resource), (actualPartition, actualId, actualResource));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("arn:aws:iam::111122223333")]
    [InlineData("arn:aws:iam::111122223333:")]
    [InlineData("arn::iam::111122223333:root")]
    [InlineData("arn:aws:iam::11112222333:root")]
    [InlineData("ARN:aws:iam::111122223333:root")]
    public void Text_that_is_no_ARN_is_refused(string? arn) => Assert.False(AwsAccountId.TryParseArn(arn, out _, out _, out _));

    private static bool IsUnsafe(char character) => char.IsControl(character)
        || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
        || character is '\ud800';

    private static CisFinding Judge(RootUserEvidence evidence, string control = "cis_v400_1_4") => SampleFindings.Judge(evidence, control: control);
}
