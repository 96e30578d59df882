using Qapi.Runtime.Cataloguing;
using Qga.Cli.Schema;

namespace Qga.Cli.Pages;

/// <summary>qemu-ga-commands(7): the interface of the agent as its schema describes it.</summary>
internal static class CommandsPage
{
    /// <summary>The page's name, which is also that of its file without the section.</summary>
    public const string Name = "qemu-ga-commands";

    /// <summary>The lines of the page.</summary>
    public static IEnumerable<string> Lines() =>
    [
        .. ManText.Head(Name.ToUpperInvariant(), Name, "commands of the guest agent, and their types", section: 7),
        ".Sh DESCRIPTION",
        .. ManText.Text("A request is a JSON object with the command's name in 'execute' and its arguments in 'arguments'. The reply has the result in "
            + "'return', or in 'error' an object with 'class' and 'desc':"),
        ".Bd -literal -offset indent",
        "{\"execute\": \"guest\\-get\\-time\"}",
        "{\"return\": 1800000000000000000}",
        ".Ed",
        ".Pp",
        .. ManText.Text("Behind 'Since' stands a release of QEMU, with names that begin with __qga_ one of this project. An agent may lack commands, and the "
            + "guest's owner may have blocked some: guest-info lists what there is."),
        ".Sh COMMANDS",
        .. CommandCatalog.Commands.OrderBy(command => command.Name, StringComparer.Ordinal).SelectMany(Of),
        ".Sh TYPES",
        .. CommandCatalog.Types.OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(Of),
        ".Sh SEE ALSO",
        ".Xr qga 1 ,",
        ".Xr qemu-ga.conf 5 ,",
        ".Xr qemu-ga 8",
    ];

    private static IEnumerable<string> Of(CatalogCommand command) =>
    [
        $".Ss {ManText.Word(command.Name)}",
        .. Paragraphs(command.Text),
        .. Members("Arguments:", command.Arguments),
        ".Pp",
        .. ManText.Text(SchemaText.Result(command)),
        ".Pp",
        .. ManText.Text(string.Join(' ', SchemaText.Facts(command.Since, command.Condition, command.Features).Select(fact => fact.TrimEnd('.') + "."))),
    ];

    private static IEnumerable<string> Of(CatalogType type) =>
    [
        $".Ss {ManText.Word(type.Name)}",
        .. Paragraphs(type.Text),
        .. Members(SchemaText.KindOf(type) + ":", type.Members),
        .. type.Branches.Count == 0 ? [] : Members($"with more members, by '{type.Discriminator}':", type.Branches),
    ];

    private static IEnumerable<string> Paragraphs(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany((paragraph, index) =>
            index == 0 ? ManText.Text(paragraph) : ManText.Text(paragraph.TrimStart()).Prepend(".Pp"));

    private static IEnumerable<string> Members(string title, IReadOnlyList<CatalogMember> members) => members.Count == 0 ? [] :
    [
        ".Pp",
        .. ManText.Text(char.ToUpperInvariant(title[0]) + title[1..]),
        ".Bl -tag -width Ds",
        .. members.SelectMany(Of),
        ".El",
    ];

    private static IEnumerable<string> Of(CatalogMember member) =>
    [
        $".It Cm {ManText.Word(member.Name)}{(member.Type.Length == 0 ? "" : $" Pq {ManText.Words(SchemaText.TypeOf(member))}")}",
        .. member.Text.Length == 0 ? [] : ManText.Text(member.Text.Replace('\n', ' ')),
        .. member.Condition is null ? [] : ManText.Text($"Only where: {member.Condition}."),
    ];
}
