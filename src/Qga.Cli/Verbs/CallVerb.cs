using System.CommandLine;
using Qga.Cli.Completion;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Schema;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga call</c>.</summary>
internal sealed class CallVerb : GuestWordsVerb, ICompletesWords
{
    private static readonly Column s_sent = new("SENT", "sent", ValueKind.Flag);

    private readonly Option<bool> _force = new("--force", "-f") { Description = "Send it even if the schema does not know the command or its arguments" };
    private CommandCall? _call;

    public CallVerb(Invocation invocation)
        : base(
            invocation,
            "call",
            VerbGroup.Agent,
            "Call any command of the agent and print its answer as JSON",
            "COMMAND [KEY=VALUE...]",
            "The command, and its arguments: key=value words, key:=JSON words, one JSON object, or - for JSON on standard input")
    {
        Add(_force);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("call web1 guest-get-osinfo", "the answer to a command without arguments"),
        new("call web1 guest-file-open path=/etc/motd mode=r", "arguments by name; the schema says their types"),
        new("call web1 guest-fsfreeze-freeze-list mountpoints=/ mountpoints=/home", "a key that is repeated makes a list"),
        new("""call web1 guest-exec '{"path": "/bin/true", "capture-output": true}'""", "arguments as JSON"),
        new("call --all guest-get-host-name", "every guest of this host"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The arguments are held against the schema before anything is sent. A command that the schema does not know is sent as it is, its values as texts "
            + "unless they are written key:=JSON. Nothing asks for confirmation.",
    ];

    public IEnumerable<Candidate> CompleteWord(IReadOnlyList<string> words, string current) =>
        words.Count == 0
            ? CommandCatalog.Commands.Select(command => new Candidate(command.Name, command.Summary))
            : CommandCatalog.FindCommand(words[0]) is { } command ? ArgumentCandidates.Of(command, current) : [];

    protected override async Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        bool isForced = arguments.GetValue(_force);
        if (WordsOf(arguments) is not [string name, .. string[] words])
        {
            throw new UsageException("call: name the command ('qga commands GUEST' lists them)");
        }

        _call = CommandCall.Read(name, words is ["-"] ? [await ReadInputAsync(invocation, cancellationToken).ConfigureAwait(false)] : words, isForced);
        if (_call.Known is null && !isForced)
        {
            invocation.Notice(CommandCall.UnknownNotice(name));
        }
    }

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken) =>
        await _call!.SendAsync(client, cancellationToken).ConfigureAwait(false) is ReadOnlyMemory<byte> result
            ? Answer.Raw(result)
            : Answer.Done($"{_call.Name} was sent; it answers only if it fails", (s_sent, true));

    private static async Task<string> ReadInputAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(invocation.Terminal.Input());
        string text = (await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim();
        return text.StartsWith('{') ? text : throw new UsageException("call: standard input is not a JSON object");
    }
}
