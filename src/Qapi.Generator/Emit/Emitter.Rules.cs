using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>What may refuse a command for its arguments.</summary>
    public string Rules(TableModel model) => ServingFile(Template.Print(
        $$"""
        /// <summary>Rules over the arguments of commands, asked between reading them and the call. These refuse nothing; override what is needed.</summary>
        public class ArgumentRules
        {
            {{Template.Blocks(model.Commands.Where(command => command.Style != ArgumentStyle.None).Select(Rule))}}
        }
        """));

    private static string Rule(CommandModel command) =>
        $$"""
        /// <summary>Whether <c>{{command.WireName}}</c> may run with these arguments.</summary>
        /// <param name="arguments">The arguments.</param>
        /// <returns>The refusal; null if it may run.</returns>
        public virtual QapiError? Check{{command.Name}}({{ArgumentParameter(command)}}) => null;
        """;
}
