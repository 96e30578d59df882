using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>What is known of commands besides their types.</summary>
    public string Command(TableModel model) => ServingFile(Template.Print(
        $$"""
        /// <summary>A command: what the schema says of it besides its types.</summary>
        public sealed class Command
        {
            private static readonly Command[] s_all =
            {
                {{Template.Lines(model.Commands.Select((command, number) => CommandObject(model, command, number)))}}
            };

            private Command()
            {
            }

            /// <summary>All commands, in schema order.</summary>
            public static ReadOnlySpan<Command> All => s_all;

            /// <summary>The command's place in <see cref="All"/>.</summary>
            public int Number { get; private init; }

            /// <summary>The name on the wire.</summary>
            public string Name { get; private init; } = "";

            /// <summary>Whether a reply is sent when the command succeeds; when it fails one always is.</summary>
            public bool SuccessResponse { get; private init; }
            {{(model.Features.Count == 0 ? "" : $"\n{Template.Blocks(model.Features.Select(CommandFeature))}")}}

            /// <summary>Finds a command.</summary>
            /// <param name="name">Its name, as UTF-8; case matters.</param>
            /// <returns>The command; null if there is none of that name.</returns>
            public static Command? Find(ReadOnlySpan<byte> name)
            {
                switch (name.Length)
                {
                    {{Template.Lines(model.Commands.Select((command, number) => (command, number))
                        .GroupBy(command => command.command.WireName.Length)
                        .OrderBy(group => group.Key)
                        .Select(group => FindOfLength(group.Key, group)))}}
                }

                return null;
            }
            {{(model.Symbols.Count == 0 ? "" : $"\n{Declarations(model)}")}}
        }
        """));

    private static string CommandObject(TableModel model, CommandModel command, int number)
    {
        string successResponse = command.SuccessResponse ? ", SuccessResponse = true" : "";
        string features = string.Concat(
            model.Features.Where(feature => command.Features.Contains(feature.WireName)).Select(feature => $", {feature.Name} = true"));
        return $"new() {{ Number = {number}, Name = \"{command.WireName}\"{successResponse}{features} }},";
    }

    private static string CommandFeature(NamedModel feature) =>
        $$"""
        /// <summary>Whether the command has the feature <c>{{feature.WireName}}</c>.</summary>
        public bool {{feature.Name}} { get; private init; }
        """;

    private static string FindOfLength(int length, IEnumerable<(CommandModel Command, int Number)> commands) => Template.Print(
        $$"""
        case {{length}}:
        {
            {{Template.Blocks(commands.Select(command =>
                $$"""
                if (name.SequenceEqual("{{command.Command.WireName}}"u8))
                {
                    return s_all[{{command.Number}}];
                }
                """))}}

            break;
        }
        """);

    private static string Declarations(TableModel model) => Template.Print(
        $$"""
        /// <summary>The commands that the schema declares for a system.</summary>
        /// <param name="symbols">The symbols that hold there.</param>
        /// <returns>The commands, in schema order.</returns>
        public static Command[] DeclaredFor(Symbols symbols)
        {
            var declared = new List<Command>(s_all.Length);
            foreach (Command command in s_all)
            {
                if (command.IsDeclaredFor(symbols))
                {
                    declared.Add(command);
                }
            }

            return declared.ToArray();
        }

        /// <summary>Whether the schema declares the command for a system.</summary>
        /// <param name="symbols">The symbols that hold there.</param>
        /// <returns>Whether it does.</returns>
        public bool IsDeclaredFor(Symbols symbols) => Number switch
        {
            {{Template.Lines(model.Commands.Select((command, number) => (command.Condition, Number: number))
                .Where(command => command.Condition is not null)
                .GroupBy(command => command.Condition, command => command.Number)
                .Select(group => $"{string.Join(" or ", group)} => {group.Key},"))}}
            _ => true,
        };
        """);

    /// <summary>The symbols that conditions ask for.</summary>
    public string Symbols(EquatableArray<NamedModel> symbols) => ServingFile(Template.Print(
        $$"""
        /// <summary>The symbols that the conditions of commands ask for.</summary>
        [Flags]
        public enum Symbols : long
        {
            /// <summary>None of them.</summary>
            None = 0,
            {{Template.Lines(symbols.Select((symbol, index) =>
                $"/// <summary><c>{symbol.WireName}</c> of the schema.</summary>\n{symbol.Name} = 1L << {index},"))}}
        }
        """));
}
