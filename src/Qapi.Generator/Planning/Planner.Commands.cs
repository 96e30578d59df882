using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

internal sealed partial class Planner
{
    private void AddCommand(CommandDefinition command)
    {
        string name = Names.Command(command.Name);
        ArgumentStyle style = StyleOf(command);
        EquatableArray<CodeMember> members = style == ArgumentStyle.Members
            ? Members(command, $"{name}Arguments", Carried(command, command.Arguments))
            : default;
        RefuseEqualNames(members.Select(member => (command.Location, member.WireName, Names.Parameter(member.Name))));
        _commands.Add(new CommandModel(
            command.Name,
            name,
            Names.Family(command.Module.Name),
            XmlDocumentation.Summary(command),
            command.Returns is null ? null : XmlDocumentation.Returns(command),
            style,
            members,
            style == ArgumentStyle.Boxed ? Type(new NamedReference(command.Arguments.Type!), command.Location) : null,
            command.Returns is null ? null : Type(command.Returns, command.Location),
            command.SuccessResponse,
            new(command.Features.Where(feature => _symbols.Allow(feature.If)).Select(feature => feature.Name))));
    }

    private ArgumentStyle StyleOf(CommandDefinition command) =>
        !command.Gen ? ArgumentStyle.Raw
        : command.Arguments.Boxed ? ArgumentStyle.Boxed
        : Carried(command, command.Arguments).Any() ? ArgumentStyle.Members
        : ArgumentStyle.None;
}
