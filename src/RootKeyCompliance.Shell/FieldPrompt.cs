using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RootKeyCompliance.Shell;

/// <summary>Asks for missing mandatory parameters, one line per value; arrays until an empty line.</summary>
internal sealed class FieldPrompt(ShellUI ui, Prompts prompts)
{
    public Dictionary<string, PSObject> Ask(string? caption, string? message, Collection<FieldDescription> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        prompts.Demand();
        prompts.WriteHeading(caption, message);
        if (fields.Any(field => !string.IsNullOrEmpty(field.HelpMessage)))
        {
            ui.WriteLine("(Type !? for Help.)");
        }

        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            // An assembly that is not loaded here leaves the type unknown; the binder converts the text then.
            var type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
            answers[field.Name] = PSObject.AsPSObject(type.IsArray ? AskList(field, type) : AskOne(field, type, field.Name + ": "));
        }

        return answers;
    }

    private object AskList(FieldDescription field, Type arrayType)
    {
        var values = new List<object>();
        while (true)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"{field.Name}[{values.Count}]: ");
            var value = AskOne(field, arrayType.GetElementType()!, label, endsOnEmpty: true);
            if (value is "" or SecureString { Length: 0 })
            {
                return LanguagePrimitives.ConvertTo(values, arrayType, CultureInfo.CurrentCulture);
            }

            values.Add(value);
        }
    }

    private object AskOne(FieldDescription field, Type type, string label, bool endsOnEmpty = false)
    {
        if (type == typeof(PSCredential))
        {
            ui.WriteLine(field.Name);
            return prompts.ReadCredential(caption: null, message: null, userName: null);
        }

        while (true)
        {
            ui.Write(label);
            if (type == typeof(SecureString))
            {
                return prompts.ReadSecureLine();
            }

            var line = prompts.ReadAnswer();
            if (line is "!?")
            {
                ui.WriteLine(string.IsNullOrEmpty(field.HelpMessage) ? "There is no help for this value." : field.HelpMessage);
            }
            else if (line.Length == 0 && endsOnEmpty)
            {
                return line;
            }
            else if (LanguagePrimitives.TryConvertTo(line, type, CultureInfo.CurrentCulture, out var value))
            {
                return value;
            }
            else
            {
                ui.WriteLine($"'{line}' is not a valid {type.Name}.");
            }
        }
    }
}
