using Qapi.Model;
using Qapi.Source;

namespace Qapi.Tests;

/// <summary>The example of src/Qapi/README.md, word for word, so that it compiles.</summary>
internal static class ReadmeExamples
{
    public static void ListCommands()
    {
        SchemaResult result = SchemaReader.Read("guest-agent.json", new FileSources("schema"));
        foreach (CommandDefinition command in result.Schema?.Definitions.OfType<CommandDefinition>() ?? [])
        {
            Console.WriteLine(command.Name);
        }
    }
}
