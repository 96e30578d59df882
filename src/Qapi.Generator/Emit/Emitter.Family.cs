using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    private CodeWriter ServingFile() => new(Namespace, "System", "System.Collections.Generic", Contracts, Errors, Reading, Writing);

    /// <summary>The class that serves a family's commands: one abstract method each, so that none can be forgotten.</summary>
    public string Family(FamilyModel model)
    {
        CodeWriter code = ServingFile();
        code.Summary($"The commands that the schema declares in <c>{model.Name}</c>.");
        code.Open($"public abstract class {model.Name}CommandsBase");
        bool first = true;
        foreach (CommandModel command in model.Commands)
        {
            if (!first)
            {
                code.Line();
            }

            first = false;
            code.Element("summary", command.Summary);
            if (command.Style != ArgumentStyle.None)
            {
                code.Element("param name=\"arguments\"", $"The arguments of <c>{command.WireName}</c>.");
            }

            code.Element("returns", command.ReturnsText is null ? "Success, or a refusal." : $"{command.ReturnsText}; or a refusal.");
            code.Line($"public abstract {ResultType(command)} {command.Name}({ServingParameter(command)});");
        }

        code.Close();
        return code.ToString();
    }

    private static string ResultType(CommandModel command) =>
        command.Returns is { } type ? $"CommandResult<{type.Name}>" : command.Style == ArgumentStyle.Raw ? "CommandResult<JsonAny>" : "CommandResult";

    private static string ServingParameter(CommandModel command) => command.Style switch
    {
        ArgumentStyle.Members => $"in {command.Name}Arguments arguments",
        ArgumentStyle.Boxed => $"{command.Boxed!.Name} arguments",
        ArgumentStyle.Raw => "ReadOnlySpan<byte> arguments",
        _ => "",
    };
}
