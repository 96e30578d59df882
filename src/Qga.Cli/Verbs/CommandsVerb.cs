using System.CommandLine;
using Qapi.Runtime.Cataloguing;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Schema;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga commands</c>.</summary>
internal sealed class CommandsVerb : GuestVerb
{
    /// <summary>What the names of our own extensions begin with.</summary>
    public const string OwnPrefix = "__qga_";

    private static readonly Column[] s_columns =
    [
        new("COMMAND", "command"),
        new("STATE", "state", ValueKind.State),
        new("ANSWERS", "answers", ValueKind.Flag),
        new("OURS", "ours", ValueKind.Flag),
        new("SINCE", "since"),
        new("SUMMARY", "summary"),
    ];

    private readonly Option<bool> _missing = new("--missing", "-m") { Description = "List also the commands of the schema that the agent does not have" };

    public CommandsVerb(Invocation invocation)
        : base(invocation, "commands", VerbGroup.Agent, "List the commands that the agent has, and whether they may be called") => Add(_missing);

    public override IReadOnlyList<Example> Examples =>
    [
        new("commands web1", "the commands of one guest's agent"),
        new("commands --missing web1", "also those that its agent lacks"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "A command is enabled, or blocked: by the guest's configuration, or because its file systems are frozen. ANSWERS says whether the agent answers on "
            + "success; on failure it always does. OURS marks commands that only this project's agent has.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestAgentInfo info = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        GuestAgentCommandInfo[] all = [.. info.SupportedCommands.OrderBy(command => command.Name, StringComparer.Ordinal)];
        HashSet<string> names = [.. all.Select(command => command.Name)];
        IEnumerable<object?[]> missing = arguments.GetValue(_missing)
            ? CommandCatalog.Commands
                .Where(command => !names.Contains(command.Name))
                .OrderBy(command => command.Name, StringComparer.Ordinal)
                .Select(command => Row(command.Name, State.Bad("missing"), command.IsAnswered))
            : [];
        return Answer.Table(
            s_columns,
            [.. all.Select(command =>
                Row(command.Name, command.Enabled ? State.Good("enabled") : State.Warning("blocked"), command.SuccessResponse)), .. missing]);
    }

    private static object?[] Row(string name, State state, bool isAnswered)
    {
        CatalogCommand? known = CommandCatalog.FindCommand(name);
        return [name, state, isAnswered, name.StartsWith(OwnPrefix, StringComparison.Ordinal), known?.Since, known?.Summary];
    }
}
