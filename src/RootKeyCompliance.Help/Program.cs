namespace RootKeyCompliance.Help;

/// <summary>Writes the module's help, for Get-Help: from docs/, README.md, the code's own comments, and the built module.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var repository, var folder])
        {
            Console.Error.WriteLine("Give the repository's folder, and the folder to write to.");
            return 1;
        }

        try
        {
            Write(Path.GetFullPath(repository), Path.GetFullPath(folder));
            return 0;
        }
        catch (HelpException failure)
        {
            // The form that MSBuild takes for an error of the build.
            Console.Error.WriteLine($"{failure.Page} : error HELP : {failure.Message}");
            return 1;
        }
    }

    private static void Write(string repository, string folder)
    {
        var docs = Path.Combine(repository, "docs");
        var commands = ModuleCommands.Read(Path.Combine(repository, "RootKeyCompliance.psd1"));
        var comments = CodeComments.Read(Path.Combine(repository, "bin"));
        var topics = Topics.Find(docs, commands.Select(command => command.Name));

        // Pages that are gone leave nothing behind.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, text) in topics.Write(Path.Combine(repository, "README.md")))
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.help.txt"), text);
        }

        // Last, since its time tells the build that all of it is there.
        var pages = commands.Select(command => CommandPage.Read(Path.Combine(docs, $"{command.Name}.md"), topics));
        MamlFile.Write(Path.Combine(folder, "RootKeyCompliance.dll-Help.xml"), commands.Zip(pages), comments);
    }
}
