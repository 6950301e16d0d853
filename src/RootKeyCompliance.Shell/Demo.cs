using System.Management.Automation.Language;

namespace RootKeyCompliance.Shell;

/// <summary>The main job on the sample reports, as a script that the reader could have typed.</summary>
internal static class Demo
{
    private const string Script = """
        # Check every account that has a credential report here, one after another. No AWS account is contacted.
        $findings = Test-CisRootAccessKey -ReportPath samples/*.csv -ThrottleLimit 1 -ErrorAction SilentlyContinue

        # One finding per account.
        $findings

        # What the people who must know are told, at the level that leaves nothing out.
        $findings | Send-CisNotification -NotificationLevel verbose
        """;

    public static int Run(Session session, ScriptRunner runner, ShellUI ui, string moduleFolder)
    {
        if (!Directory.Exists(Path.Combine(moduleFolder, "samples")))
        {
            ui.WriteErrorLine($"The demo needs the sample reports, and there is no folder 'samples' in {moduleFolder}.");
            return ExitCode.Failure;
        }

        session.SetLocation(moduleFolder);
        ui.WriteLine($"In {moduleFolder}, this script runs:");
        ui.WriteLine();
        foreach (var line in Script.Split('\n'))
        {
            ui.WriteLine($"    {line}".TrimEnd());
        }

        ui.WriteLine();
        var code = ExitCode.Success;
        // One by one, as if typed: each statement's output is complete before the next one speaks.
        foreach (var statement in Parser.ParseInput(Script, out _, out _).EndBlock.Statements)
        {
            code = runner.RunText(statement.Extent.Text);
        }

        return code;
    }
}
