using System.Management.Automation;
using RootKeyCompliance.Completion;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Lists the pipelines: the root access key recommendation in every version of CIS AWS Foundations, with its description,
/// remediation, parameters, and its ids in other frameworks.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CisPipeline")]
[OutputType(typeof(CisPipeline))]
public sealed class GetCisPipelineCommand : CisCommand
{
    /// <summary>
    /// Whole or short names, such as <c>aws_cis.pipeline.cis_v400_1_4</c> or <c>cis_v400_1_4</c>; wildcards are followed. Nothing given: all.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ControlId")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ControlIdCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        foreach (var name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                var pattern = Pattern(name);
                WriteObject(CisPipelineCatalogue.All.Where(pipeline => pattern.IsMatch(pipeline.Name) || pattern.IsMatch(pipeline.ControlId)), enumerateCollection: true);
                continue;
            }

            try
            {
                WriteObject(CisPipelineCatalogue.Get(name));
            }
            catch (CisException e)
            {
                WriteError(ErrorRecords.From(e.Fault, name));
            }
        }
    });
}
