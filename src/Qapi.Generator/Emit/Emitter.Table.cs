using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>The table that finds and calls commands.</summary>
    public string Table(TableModel model) => ServingFile(Template.Print(
        $$"""
        /// <summary>Finds commands by their names and calls them.</summary>
        public sealed class CommandTable
        {
            {{Template.Blocks([
                Constructors(model),
                .. model.Families.Select(FamilyProperty),
                model.Symbols.Count > 0 ? SymbolsProperty : "",
                RulesProperty,
                Find(model),
                Invoke(model),
                .. model.Commands.Select(InvokeCommand),
                .. model.Commands.Where(command => command.ReplyStyle == ReplyStyle.Deferred).Select(WriteCommand)])}}
        }
        """));

    private static string Constructors(TableModel model) => Template.Print(
        $$"""
        /// <summary>Makes a table.</summary>
        public CommandTable()
        {
        }

        /// <summary>Makes a table with what is in another one; an initializer can replace some of it.</summary>
        /// <param name="other">The other one.</param>
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public CommandTable(CommandTable other)
        {
            {{Template.Lines([
                .. model.Families.Select(family => $"{family} = other.{family};"),
                model.Symbols.Count > 0 ? "Symbols = other.Symbols;" : "",
                "Rules = other.Rules;"])}}
        }
        """);

    private static string FamilyProperty(string family) =>
        $$"""
        /// <summary>Serves the commands of <c>{{family}}</c>.</summary>
        public required {{family}}CommandsBase {{family}} { get; init; }
        """;

    private const string SymbolsProperty =
        """
        /// <summary>The symbols that hold on this system. A command that the schema does not declare for them is not found.</summary>
        public required Symbols Symbols { get; init; }
        """;

    private const string RulesProperty =
        """
        /// <summary>Asked between reading a command's arguments and calling it.</summary>
        public ArgumentRules Rules { get; init; } = new();
        """;

    private static string Find(TableModel model) =>
        $$"""
        /// <summary>Finds a command.</summary>
        /// <param name="name">Its name, as UTF-8; case matters.</param>
        /// <returns>The command; null if there is none of that name here.</returns>
        public {{(model.Symbols.Count > 0 ? "" : "static ")}}Command? Find(ReadOnlySpan<byte> name) =>
            {{(model.Symbols.Count > 0 ? "Command.Find(name) is { } command && command.IsDeclaredFor(Symbols) ? command : null" : "Command.Find(name)")}};
        """;

    private static string Invoke(TableModel model) => Template.Print(
        $$"""
        /// <summary>
        /// Calls a command. On success <c>{"return": value</c> has been written, the object still open; nothing at all for a command
        /// without a reply on success. On a refusal nothing has been written, nor where the reply comes later.
        /// </summary>
        /// <param name="command">The command.</param>
        /// <param name="arguments">The object with its arguments, in validated JSON text; empty if there was none.</param>
        /// <param name="caller">Whoever calls; null only where no command asks for it.</param>
        /// <param name="reply">Where the reply goes.</param>
        /// <param name="deferred">The reply that comes later; null if there is nothing to wait for.</param>
        /// <returns>The refusal; null on success.</returns>
        public QapiError? Invoke(Command command, ReadOnlySpan<byte> arguments, Caller? caller, scoped ref JsonWriter reply, out Deferred? deferred)
        {
            deferred = null;
            return command.Number switch
            {
                {{Template.Lines(model.Commands.Select((command, number) =>
                    $"{number} => Invoke{command.Name}"
                    + $"(arguments, {(command.WantsCaller ? "caller, " : "")}ref reply{(IsDeferred(command) ? ", out deferred" : "")}),"))}}
                _ => throw new ArgumentOutOfRangeException(nameof(command)),
            };
        }
        """);

    private static bool IsDeferred(CommandModel command) => command.ReplyStyle == ReplyStyle.Deferred;

    private string InvokeCommand(CommandModel command) => Template.Print(
        $$"""
        private QapiError? Invoke{{command.Name}}({{InvokeParameters(command)}})
        {
            {{Template.Lines([
                IsDeferred(command) ? "deferred = null;" : "",
                command.WantsCaller ? "ArgumentNullException.ThrowIfNull(caller);" : "",
                Template.Blocks([ReadArguments(command), CheckRules(command), Call(command)])])}}
        }
        """);

    private static string InvokeParameters(CommandModel command)
    {
        string caller = command.WantsCaller ? "Caller? caller, " : "";
        string deferred = IsDeferred(command) ? ", out Deferred? deferred" : "";
        return $"ReadOnlySpan<byte> arguments, {caller}scoped ref JsonWriter writer{deferred}";
    }

    private static string ReadArguments(CommandModel command) => command.Style switch
    {
        ArgumentStyle.None => CheckFault("JsonValue.ReadNothing(arguments)", "fault"),
        ArgumentStyle.Members => CheckFault($"{command.Name}Arguments.Read(arguments, out {command.Name}Arguments read)", "fault"),
        ArgumentStyle.Boxed => Template.Blocks([
            CheckFault("ReadLimits.CheckArguments(arguments.Length)", "tooLong"),
            CheckFault(
                $"{command.Boxed!.Name}.Read(arguments.IsEmpty ? \"{{}}\"u8 : arguments, UnknownMembers.Refuse, out {command.Boxed.Name} read)", "fault")]),
        _ => "",
    };

    private static string CheckFault(string read, string local) =>
        $$"""
        if ({{read}} is { } {{local}})
        {
            return {{local}}.ToError();
        }
        """;

    private static string CheckRules(CommandModel command) => command.Style == ArgumentStyle.None ? "" :
        $$"""
        if (Rules.Check{{command.Name}}({{Passed(command)}}) is { } refusal)
        {
            return refusal;
        }
        """;

    /// <summary>The arguments as they are passed on.</summary>
    private static string Passed(CommandModel command) => command.Style switch
    {
        ArgumentStyle.Members => "in read",
        ArgumentStyle.Boxed => "read",
        ArgumentStyle.Raw => "arguments",
        _ => "",
    };

    private string Call(CommandModel command)
    {
        string passed = string.Join(", ", new[] { Passed(command), command.WantsCaller ? "caller" : "" }.Where(argument => argument.Length > 0));
        string before = passed.Length > 0 ? $"{passed}, " : "";
        return command.ReplyStyle switch
        {
            ReplyStyle.Deferred =>
                $$"""
                Deferred<{{command.Returns!.Name}}> reply = new(Write{{command.Name}});
                {{command.Family}}.{{command.Name}}({{before}}reply);
                if (reply.IsCompleted)
                {
                    return reply.Write(ref writer);
                }

                deferred = reply;
                return null;
                """,
            ReplyStyle.Written =>
                $$"""
                {{command.Name}}Reply reply = new(writer);
                QapiError? error = {{command.Family}}.{{command.Name}}({{before}}ref reply);
                writer = reply.Writer;
                return error;
                """,
            _ => Template.Print(
                $$"""
                {{ResultType(command)}} result = {{command.Family}}.{{command.Name}}({{passed}});
                if (result.Error is not null)
                {
                    return result.Error;
                }

                {{WriteResult(command, command.Returns is { } type ? $"{type.Name} value = result.Value!;" : "")}}
                return null;
                """),
        };
    }

    private string WriteCommand(CommandModel command) => Template.Print(
        $$"""
        private static void Write{{command.Name}}(scoped ref JsonWriter writer, {{command.Returns!.Name}} value)
        {
            {{WriteResult(command, "")}}
        }
        """);

    /// <summary>Statements that write a successful reply up to its result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="declaration">The statement that declares <c>value</c>; empty if it is there already.</param>
    private string WriteResult(CommandModel command, string declaration) => !command.SuccessResponse ? "" : Template.Print(
        $$"""
        {{(command.HasSentinel ? "writer.Sentinel();" : "")}}
        writer.StartObject();
        writer.Member("return"u8);
        {{declaration}}
        {{(command.Returns is { } type ? WriteValue(type, "value") : "writer.StartObject();\nwriter.EndObject();")}}
        """);
}
