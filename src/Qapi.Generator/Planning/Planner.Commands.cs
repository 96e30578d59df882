using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

internal sealed partial class Planner
{
    private const string Deferred = "deferred";
    private const string Written = "written";

    private void AddCommand(CommandDefinition command)
    {
        string name = Names.Command(command.Name);
        ArgumentStyle style = StyleOf(command);
        EquatableArray<CodeMember> members = style == ArgumentStyle.Members
            ? Members(command, $"{name}Arguments", Carried(command, command.Arguments))
            : default;
        RefuseEqualNames(members.Select(member => (command.Location, member.WireName, Names.Parameter(member.Name))));
        string[] features = [.. command.Features.Where(feature => _symbols.Allow(feature.If)).Select(feature => feature.Name)];
        ReplyStyle replyStyle = features.Contains(Deferred) ? ReplyStyle.Deferred : features.Contains(Written) ? ReplyStyle.Written : ReplyStyle.Returned;
        _commands.Add(new CommandModel(
            command.Name,
            name,
            Names.Family(command.Module.Name),
            XmlDocumentation.Summary(command),
            command.Returns is null ? null : XmlDocumentation.Returns(command),
            style,
            members,
            style == ArgumentStyle.Boxed ? Type(new NamedReference(command.Arguments.Type!), command.Location) : null,
            ResultType(command, replyStyle),
            replyStyle,
            replyStyle == ReplyStyle.Written ? WrittenMembers(command, name) : default,
            command.SuccessResponse,
            features.Contains("caller"),
            features.Contains("slow"),
            features.Contains("sentinel"),
            _symbols.AreOpen && command.If is { } condition ? ConditionCode.Of(condition) : null,
            new(features)));
    }

    /// <summary>What a command returns; one with <c>'gen': false</c> any JSON.</summary>
    private CodeType? ResultType(CommandDefinition command, ReplyStyle replyStyle)
    {
        CodeType? type = command.Returns is { } returns ? Type(returns, command.Location) : !command.Gen ? s_builtins["any"] : null;
        if (replyStyle == ReplyStyle.Deferred && type is null)
        {
            _errors.Add(new PlanError(command.Location, $"'{command.Name}' has the feature '{Deferred}' and returns nothing"));
        }

        return type;
    }

    private EquatableArray<CodeMember> WrittenMembers(CommandDefinition command, string name)
    {
        if (command is { SuccessResponse: true, Returns: NamedReference { Name: { } type } }
            && _definitions.TryGetValue(type, out Definition definition) && definition is StructDefinition)
        {
            return Members(definition, $"{name}Reply", AllMembers(definition));
        }

        _errors.Add(new PlanError(command.Location, $"'{command.Name}' has the feature '{Written}' and returns no struct"));
        return default;
    }

    /// <summary>The symbols that the running program has to know, because this build does not.</summary>
    private EquatableArray<NamedModel> OpenSymbols(Schema schema)
    {
        if (!_symbols.AreOpen)
        {
            return default;
        }

        var symbols = schema.Definitions
            .OfType<CommandDefinition>()
            .Where(command => command.If is not null)
            .SelectMany(command => ConditionCode.SymbolsOf(command.If!).Select(symbol => (command.Location, Symbol: symbol)))
            .GroupBy(symbol => symbol.Symbol)
            .OrderBy(symbol => symbol.Key, StringComparer.Ordinal)
            .Select(symbol => (symbol.First().Location, WireName: symbol.Key, Name: Names.Pascal(symbol.Key)))
            .ToList();
        RefuseEqualNames(symbols.Prepend((symbols.FirstOrDefault().Location, "none", "None")));
        return new(symbols.Select(symbol => new NamedModel(symbol.WireName, symbol.Name)));
    }

    private ArgumentStyle StyleOf(CommandDefinition command) =>
        !command.Gen ? ArgumentStyle.Raw
        : command.Arguments.Boxed ? ArgumentStyle.Boxed
        : Carried(command, command.Arguments).Any() ? ArgumentStyle.Members
        : ArgumentStyle.None;
}
