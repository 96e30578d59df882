using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>The class that serves a family's commands: one abstract method each, so that none can be forgotten.</summary>
    public string Family(FamilyModel model) => ServingFile(Template.Print(
        $$"""
        /// <summary>The commands that the schema declares in <c>{{model.Name}}</c>.</summary>
        public abstract class {{model.Name}}CommandsBase
        {
            {{Template.Blocks(model.Commands.Select(FamilyMethod))}}
        }
        """));

    /// <summary>A family that answers each command with the same refusal, for a system that does not have it yet.</summary>
    public string Unsupported(FamilyModel model) => ServingFile(Template.Print(
        $$"""
        /// <summary>The commands of <c>{{model.Name}}</c> where none is implemented. Derive from it to implement some.</summary>
        public class Unsupported{{model.Name}}Commands : {{model.Name}}CommandsBase
        {
            {{Template.Blocks(model.Commands.Select(UnsupportedMethod))}}
        }
        """));

    private static string FamilyMethod(CommandModel command) => Template.Print(
        $$"""
        {{Doc("summary", command.Summary)}}
        {{(command.Style == ArgumentStyle.None ? "" : Doc("param name=\"arguments\"", $"The arguments of <c>{command.WireName}</c>."))}}
        {{(command.WantsCaller ? Doc("param name=\"caller\"", "Whoever calls.") : "")}}
        {{(command.ReplyStyle == ReplyStyle.Returned ? "" : Doc("param name=\"reply\"", $"{command.ReturnsText}; or a refusal."))}}
        {{ReturnsDoc(command)}}
        public abstract {{ResultType(command)}} {{command.Name}}({{ServingParameters(command)}});
        """);

    private static string ReturnsDoc(CommandModel command) => command.ReplyStyle switch
    {
        ReplyStyle.Deferred => "",
        ReplyStyle.Written => Doc("returns", "A refusal, with nothing written; null on success."),
        _ => Doc("returns", command.ReturnsText is null ? "Success, or a refusal." : $"{command.ReturnsText}; or a refusal."),
    };

    private static string UnsupportedMethod(CommandModel command) =>
        $$"""
        /// <inheritdoc/>
        public override {{ResultType(command)}} {{command.Name}}({{ServingParameters(command)}}) =>
            {{(command.ReplyStyle == ReplyStyle.Deferred ? "reply.Complete(QapiError.Unsupported)" : "QapiError.Unsupported")}};
        """;

    private static string ResultType(CommandModel command) => command.ReplyStyle switch
    {
        ReplyStyle.Deferred => "void",
        ReplyStyle.Written => "QapiError?",
        _ => command.Returns is { } type ? $"CommandResult<{type.Name}>" : "CommandResult",
    };

    private static string ServingParameters(CommandModel command)
    {
        string[] parameters =
        [
            ArgumentParameter(command),
            command.WantsCaller ? "Caller caller" : "",
            command.ReplyStyle switch
            {
                ReplyStyle.Deferred => $"Deferred<{command.Returns!.Name}> reply",
                ReplyStyle.Written => $"scoped ref {command.Name}Reply reply",
                _ => "",
            },
        ];
        return string.Join(", ", parameters.Where(parameter => parameter.Length > 0));
    }

    private static string ArgumentParameter(CommandModel command) => command.Style switch
    {
        ArgumentStyle.Members => $"in {command.Name}Arguments arguments",
        ArgumentStyle.Boxed => $"{command.Boxed!.Name} arguments",
        ArgumentStyle.Raw => "ReadOnlySpan<byte> arguments",
        _ => "",
    };
}
