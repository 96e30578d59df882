using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    private static readonly string[] s_clientUsings = ["System", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks"];

    /// <summary>A family's commands as methods of a client.</summary>
    public string Client(FamilyModel model) => File(Namespace, [.. s_clientUsings, Contracts, Calling, Reading, Writing], Template.Print(
        $$"""
        public partial class {{ClientClass}}
        {
            {{Template.Blocks(model.Commands.Select(ClientMethod))}}
        }
        """));

    private string ClientMethod(CommandModel command)
    {
        // C# wants parameters with defaults behind those without.
        CodeMember[] members = [.. command.Members.OrderBy(member => member.Optional)];
        return Template.Print(
            $$"""
            {{Doc("summary", command.Summary)}}
            {{ClientArgumentsDoc(command)}}
            {{Template.Lines(members.Select(member => Doc($"param name=\"{Names.Parameter(member.Name).TrimStart('@')}\"", member.Summary)))}}
            /// <param name="cancellationToken">Ends the wait; the guest may still act.</param>
            {{Doc("returns", command.ReturnsText ?? (command.SuccessResponse ? "When it is done." : "When it is sent: no reply comes on success."))}}
            public {{(command.Returns is null ? "Task" : $"Task<{command.Returns.Name}>")}} {{command.Name}}Async({{ClientParameters(command, members)}}) =>
                {{(command.SuccessResponse ? "CallAsync" : "SendAsync")}}(
                    new RemoteCommand("{{command.WireName}}"{{(command.IsSlow ? ", IsSlow: true" : "")}}),
                    {{ClientArguments(command)}},
                    {{(command.Returns is { } type ? ClientResult(type) : "")}}
                    cancellationToken);
            """);
    }

    private static string ClientArgumentsDoc(CommandModel command) => command.Style switch
    {
        ArgumentStyle.Boxed => Doc("param name=\"arguments\"", "The arguments."),
        ArgumentStyle.Raw => Doc("param name=\"arguments\"", "The arguments: an object, as JSON; null: none."),
        _ => "",
    };

    private static string ClientParameters(CommandModel command, CodeMember[] members)
    {
        string[] arguments = command.Style switch
        {
            ArgumentStyle.Boxed => [$"{command.Boxed!.Name} arguments"],
            ArgumentStyle.Raw => ["JsonAny? arguments = null"],
            _ => [.. members.Select(member => $"{Declared(member)} {Names.Parameter(member.Name)}{(member.Optional ? " = null" : "")}")],
        };
        return string.Join(", ", [.. arguments, "CancellationToken cancellationToken = default"]);
    }

    private string ClientArguments(CommandModel command) => command.Style switch
    {
        ArgumentStyle.None => "null",
        ArgumentStyle.Boxed => $"(ref JsonWriter writer) => {command.Boxed!.Name}.Write(ref writer, arguments)",
        ArgumentStyle.Raw => "arguments is null ? null : (ref JsonWriter writer) => writer.Raw(arguments.Text.Span)",
        _ => Template.Print(
            $$"""
            (ref JsonWriter writer) =>
            {
                writer.StartObject();
                {{WriteMembers(command.Members, member => Names.Parameter(member.Name))}}
                writer.EndObject();
            }
            """),
    };

    private string ClientResult(CodeType type) =>
        $"static (ReadOnlySpan<byte> text, out {type.Name} value) => {ReadCall(type, "text", "UnknownMembers.Ignore", "out value")},";
}
