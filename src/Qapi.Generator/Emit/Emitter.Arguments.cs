using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A command's arguments as the serving side reads them: where a member carries base64, its text stays in the receive buffer.</summary>
    public string Arguments(CommandModel command)
    {
        string name = $"{command.Name}Arguments";
        CodeWriter code = ContractFile();
        code.Summary($"The arguments of <c>{command.WireName}</c>.");
        code.Open($"public readonly ref struct {name}");
        foreach (CodeMember member in command.Members)
        {
            CodeType type = member.ArgumentType;
            code.Summary(member.Summary);
            code.Line($"public {type.Name}{(member.Optional && !type.IsInPlace ? "?" : "")} {member.Name} {{ get; init; }}");
        }

        code.Summary("Reads them out of a sound text, in the order of the schema; unknown ones are looked for last.");
        code.Element("param name=\"text\"", "The object; empty stands for one without members.");
        code.Element("param name=\"value\"", "What was read; not to be used after a fault.");
        code.Element("returns", "The first fault; null if there is none.");
        code.Open($"public static ReadFault? Read(ReadOnlySpan<byte> text, out {name} value)");
        code.Line("value = default;");
        code.Line("ReadFault? unexpected = null;");
        bool counting = command.Members.Any(member => member.ArgumentType.IsInPlace);
        if (counting)
        {
            code.Line("int inPlace = 0;");
        }
        else
        {
            CheckLength(code, "text.Length");
        }

        FindTexts(code, command.Members, counting, other: "unexpected ??= ReadFault.Unexpected(name);");
        if (counting)
        {
            code.Line();
            CheckLength(code, "text.Length - inPlace");
        }

        ReadTexts(code, command.Members, "UnknownMembers.Refuse", inPlace: true);
        code.Line();
        code.Line($"value = new {name}\n{{\n{Initializers(command.Members)}\n}};");
        code.Line("return unexpected;");
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static void CheckLength(CodeWriter code, string length) => code.Line(
        $$"""
        if (ReadLimits.CheckArguments({{length}}) is { } tooLong)
        {
            return tooLong;
        }

        """);
}
