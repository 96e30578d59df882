using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A command's arguments as the serving side reads them: what carries base64, and lists in place, stay in the receive buffer.</summary>
    public string Arguments(CommandModel command) => ContractFile(Template.Print(
        $$"""
        /// <summary>The arguments of <c>{{command.WireName}}</c>.</summary>
        public readonly ref struct {{command.Name}}Arguments
        {
            {{Template.Blocks(command.Members.Select(ArgumentProperty))}}

            /// <summary>Reads them from validated JSON text, in the order of the schema; unknown ones are looked for last.</summary>
            /// <param name="text">The object; empty stands for one without members.</param>
            /// <param name="value">What was read; not to be used after a fault.</param>
            /// <returns>The first fault; null if there is none.</returns>
            public static ReadFault? Read(ReadOnlySpan<byte> text, out {{command.Name}}Arguments value)
            {
                value = default;
                ReadFault? unexpected = null;
                {{(command.Members.Any(member => member.ArgumentType.IsInPlace) ? FindSome(command) : FindAll(command))}}

                {{ReadTexts(command.Members, member => member.ArgumentType, "UnknownMembers.Refuse")}}

                value = new {{command.Name}}Arguments
                {
                    {{Initializers(command.Members)}}
                };
                return unexpected;
            }
        }
        """));

    private static string ArgumentProperty(CodeMember member) => Template.Print(
        $$"""
        {{Doc("summary", member.Summary)}}
        public {{member.ArgumentType.Name}}{{(member.Optional && !member.ArgumentType.IsInPlace ? "?" : "")}} {{member.Name}} { get; init; }
        """);

    private static string FindAll(CommandModel command) => Template.Print(
        $$"""
        {{CheckLength("text.Length")}}

        {{FindTexts(command.Members, found: _ => "", other: "unexpected ??= ReadFault.Unexpected(name);")}}
        """);

    /// <summary>The same where members stay in the receive buffer: their bytes are not counted.</summary>
    private static string FindSome(CommandModel command) => Template.Print(
        $$"""
        int inPlace = 0;
        {{FindTexts(
            command.Members,
            found: member => member.ArgumentType.IsInPlace ? "inPlace += members.Value.Length;" : "",
            other: "unexpected ??= ReadFault.Unexpected(name);")}}

        {{CheckLength("text.Length - inPlace")}}
        """);

    private static string CheckLength(string length) =>
        $$"""
        if (ReadLimits.CheckArguments({{length}}) is { } tooLong)
        {
            return tooLong;
        }
        """;
}
