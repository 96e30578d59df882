using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>The feature by which a command asks for the byte 0xFF before its reply.</summary>
    private const string Sentinel = "sentinel";

    /// <summary>What is known of a command besides its types.</summary>
    public string Traits(TableModel model)
    {
        var code = new CodeWriter(Namespace);
        code.Summary("What the schema says of a command besides its types.");
        code.Element("param name=\"Name\"", "Its name on the wire.");
        code.Element("param name=\"SuccessResponse\"", "Whether a reply is sent when it succeeds; when it fails one always is.");
        foreach (FeatureModel feature in model.Features)
        {
            code.Element($"param name=\"{feature.Name}\"", $"Whether it has the feature <c>{feature.WireName}</c>.");
        }

        string features = string.Concat(model.Features.Select(feature => $", bool {feature.Name}"));
        code.Line($"public readonly record struct CommandTraits(string Name, bool SuccessResponse{features});");
        return code.ToString();
    }

    /// <summary>The table that finds and calls commands.</summary>
    public string Table(TableModel model)
    {
        CodeWriter code = ServingFile();
        code.Summary("Finds commands by their names and calls them.");
        code.Open("public sealed class CommandTable");
        TableTraits(code, model);
        foreach (string family in model.Families)
        {
            code.Summary($"Serves the commands of <c>{family}</c>.");
            code.Line($"public required {family}CommandsBase {family} {{ get; init; }}");
        }

        TableFind(code, model);
        TableInvoke(code, model);
        foreach (CommandModel command in model.Commands)
        {
            code.Line();
            TableCommand(code, command);
        }

        code.Close();
        return code.ToString();
    }

    private static void TableTraits(CodeWriter code, TableModel model)
    {
        code.Open("private static readonly CommandTraits[] s_all =");
        foreach (CommandModel command in model.Commands)
        {
            string features = string.Concat(model.Features.Select(feature => $", {Literal(command.Features.Contains(feature.WireName))}"));
            code.Line($"new(\"{command.WireName}\", {Literal(command.SuccessResponse)}{features}),");
        }

        code.Close(";");
        code.Summary("All commands, in schema order; the index is the command's number.");
        code.Line("public static ReadOnlySpan<CommandTraits> All => s_all;");
    }

    private static string Literal(bool value) => value ? "true" : "false";

    private static void TableFind(CodeWriter code, TableModel model)
    {
        code.Summary("Finds a command.");
        code.Element("param name=\"name\"", "Its name, as UTF-8; case matters.");
        code.Element("returns", "Its number; \u22121 if there is none of that name.");
        code.Open("public static int Find(ReadOnlySpan<byte> name)");
        code.Open("switch (name.Length)");
        var numbered = model.Commands.Select((command, number) => (command.WireName, Number: number));
        foreach (var sameLength in numbered.GroupBy(command => command.WireName.Length).OrderBy(group => group.Key))
        {
            code.Open($"case {sameLength.Key}:");
            foreach ((string wireName, int number) in sameLength)
            {
                code.Open($"if (name.SequenceEqual(\"{wireName}\"u8))");
                code.Line($"return {number};");
                code.Close();
                code.Line();
            }

            code.Line("break;");
            code.Close();
        }

        code.Close();
        code.Line();
        code.Line("return -1;");
        code.Close();
    }

    private static void TableInvoke(CodeWriter code, TableModel model)
    {
        code.Summary(
            "Calls a command. On success <c>{\"return\": value</c> has been written, the object still open; nothing at all for a command\n"
            + "without a reply on success. On a refusal nothing has been written.");
        code.Element("param name=\"command\"", "Its number.");
        code.Element("param name=\"arguments\"", "The object with its arguments, out of a sound text; empty if there was none.");
        code.Element("param name=\"reply\"", "Where the reply goes.");
        code.Element("returns", "The refusal; null on success.");
        code.Open("public QapiError? Invoke(int command, ReadOnlySpan<byte> arguments, scoped ref JsonWriter reply) => command switch");
        int number = 0;
        foreach (CommandModel command in model.Commands)
        {
            code.Line($"{number++} => Invoke{command.Name}(arguments, ref reply),");
        }

        code.Line("_ => throw new ArgumentOutOfRangeException(nameof(command)),");
        code.Close(";");
    }

    private void TableCommand(CodeWriter code, CommandModel command)
    {
        code.Open($"private QapiError? Invoke{command.Name}(ReadOnlySpan<byte> arguments, scoped ref JsonWriter writer)");
        string argument = TableArgument(code, command);
        code.Line($"{ResultType(command)} result = {command.Family}.{command.Name}({argument});");
        code.Open("if (result.Error is not null)");
        code.Line("return result.Error;");
        code.Close();
        code.Line();
        if (command.SuccessResponse)
        {
            if (command.Features.Contains(Sentinel))
            {
                code.Line("writer.Sentinel();");
            }

            code.Line("writer.StartObject();");
            code.Line("writer.Member(\"return\"u8);");
            TableResult(code, command);
        }

        code.Line("return null;");
        code.Close();
    }

    /// <summary>Prints the reading of the arguments.</summary>
    /// <returns>The expression to pass on.</returns>
    private static string TableArgument(CodeWriter code, CommandModel command)
    {
        if (command.Style == ArgumentStyle.Raw)
        {
            return "arguments";
        }

        string read = command.Style switch
        {
            ArgumentStyle.Members => $"{command.Name}Arguments.Read(arguments, out {command.Name}Arguments read)",
            ArgumentStyle.Boxed =>
                $"{command.Boxed!.Name}.Read(arguments.IsEmpty ? \"{{}}\"u8 : arguments, UnknownMembers.Refuse, out {command.Boxed.Name} read)",
            _ => "JsonValue.ReadNothing(arguments)",
        };
        code.Open($"if ({read} is {{ }} fault)");
        code.Line("return fault.ToError();");
        code.Close();
        code.Line();
        return command.Style switch
        {
            ArgumentStyle.Members => "in read",
            ArgumentStyle.Boxed => "read",
            _ => "",
        };
    }

    private void TableResult(CodeWriter code, CommandModel command)
    {
        if (command.Returns is { } type)
        {
            code.Line($"{type.Name} value = result.Value!;");
            WriteValue(code, type, "value");
        }
        else if (command.Style == ArgumentStyle.Raw)
        {
            code.Line("writer.Raw(result.Value!.Text.Span);");
        }
        else
        {
            code.Line("writer.StartObject();\nwriter.EndObject();");
        }
    }
}
