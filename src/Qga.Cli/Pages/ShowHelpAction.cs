using System.CommandLine;
using System.CommandLine.Invocation;
using Qga.Cli.Output;

namespace Qga.Cli.Pages;

/// <summary>Shows the help of the verb that is named, or of the program.</summary>
/// <param name="terminal">Where it is shown.</param>
internal sealed class ShowHelpAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        while (command is not (Verb or RootCommand) && command.Parents.OfType<Command>().FirstOrDefault() is Command parent)
        {
            command = parent;
        }

        int width = terminal.IsOutputTerminal ? Math.Clamp(Console.WindowWidth, 40, 100) : 80;
        foreach (string line in command is Verb verb ? HelpText.OfVerb(VerbPage.Of(verb), width) : HelpText.OfRoot(command, width))
        {
            terminal.Output.WriteLine(line);
        }

        return 0;
    }
}
