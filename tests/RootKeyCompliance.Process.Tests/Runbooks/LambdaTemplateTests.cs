using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>root-key-watch.template.yaml: what its function is handed is what the handler asks for, and its names lead somewhere.</summary>
public sealed class LambdaTemplateTests
{
    private static readonly JsonObject Template = YamlFile.Read("samples", "runbooks", "root-key-watch.template.yaml");

    private static JsonObject Resources => Template[nameof(Resources)]!.AsObject();

    private static JsonNode Function => Resources[nameof(Function)]!["Properties"]!;

    [Fact]
    public void The_handler_is_a_script_beside_it_and_gets_the_variables_that_it_reads()
    {
        var handler = Path.Combine(RunbookLab.Scripts, (string)Function["Handler"]!);
        var read = Regex.Matches(File.ReadAllText(handler), @"(?<=\$env:)[A-Z_]+", RegexOptions.None, TimeSpan.FromSeconds(1));

        var given = Function["Environment"]!["Variables"]!.AsObject().Select(variable => variable.Key);
        Assert.Empty(read.Select(match => match.Value).Except(given, StringComparer.Ordinal));
        Assert.Equal("""["organization","account"]""", Template["Parameters"]!["Scope"]!["AllowedValues"]!.ToJsonString());
    }

    [Fact]
    public void Every_reference_leads_to_a_parameter_or_a_resource()
    {
        var known = Resources.Concat(Template["Parameters"]!.AsObject()).Select(each => each.Key).ToArray();

        Assert.All(YamlFile.All(Template, "!Ref"), name => Assert.Contains((string)name!, known, StringComparer.Ordinal));
        Assert.All(YamlFile.All(Template, "!GetAtt"), name => Assert.Contains(((string)name!).Split('.')[0], known, StringComparer.Ordinal));
    }

    [Fact]
    public void The_role_may_look_and_tell_and_keep_and_nothing_else()
    {
        var actions = YamlFile.All(Resources["Role"]!["Properties"]!["Policies"], "Action")
            .SelectMany(action => action is JsonArray list ? list.Select(each => (string)each!) : [(string)action!]);

        Assert.Equal(
            [
                "iam:GenerateCredentialReport", "iam:GetAccountSummary", "iam:GetCredentialReport", "organizations:ListAccounts", "s3:GetObject", "s3:ListBucket",
                "s3:PutObject", "sns:Publish", "sts:AssumeRoot",
            ],
            actions.Sorted());
        var root = YamlFile.All(Resources, "Condition").Single();
        Assert.EndsWith("/IAMAuditRootUserCredentials", (string)root["StringEquals"]!["sts:TaskPolicyArn"]!, StringComparison.Ordinal);
    }
}
