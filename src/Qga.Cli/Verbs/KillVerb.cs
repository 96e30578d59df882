using System.CommandLine;
using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga kill</c>.</summary>
internal sealed class KillVerb : GuestWordsVerb
{
    private static readonly Column[] s_columns = [new("PIDS", "pids", ValueKind.List), new("SIGNAL", "signal")];

    private readonly Option<string> _signal = new("--signal", "-s")
    {
        Description = "The signal's name or number; TERM by default",
        HelpName = "SIGNAL",
        DefaultValueFactory = _ => "TERM",
    };

    public KillVerb(Invocation invocation)
        : base(invocation, "kill", VerbGroup.Programs, "Send a signal to processes of the guest", "PID...", "Process IDs of the guest, as 'qga ps' shows them")
    {
        Add(_signal);
        Validators.Add(result =>
        {
            if (result.GetValue(WordsArgument) is null or [] && !CommonOptions.All.ValueIn(result))
            {
                result.AddError("name a process: kill GUEST PID");
            }
        });
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples =>
        [new("kill web1 4711", "ask it to end"), new("kill web1 4711 -s KILL", "end it"), new("kill web1 1 -s HUP", "let it read its configuration anew")];

    public override IReadOnlyList<string> Details =>
        ["The guest's shell sends the signal, in Windows taskkill ends the process whatever the signal; the guest's configuration must allow "
            + "programs (guest-exec)."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] processes = [.. WordsOf(arguments).Select(ProcessOf)];
        string signal = SignalOf(arguments.GetValue(_signal)!);
        if (processes.Length == 0)
        {
            throw new UsageException("kill: name a process");
        }

        Inquiry inquiry = new();
        GuestOSInfo? system = await inquiry.AskAsync("system", client.GuestGetOsinfoAsync(cancellationToken)).ConfigureAwait(false);
        TimeSpan limit = CommonOptions.LookLimitOf(arguments);
        GuestCommandLine taskkill = new("taskkill.exe", ["/F", .. processes.SelectMany(process => (string[])["/PID", process])]) { TimeLimit = limit };
        GuestProgramResult result = SystemText.IsWindows(system)
            ? GuestShellText.InTime(await client.RunAsync(taskkill, cancellationToken).ConfigureAwait(false), limit)
            : await GuestShellText.RunAsync(
                client, "s=$1; shift; kill \"-$s\" \"$@\"", [signal, .. processes], limit, cancellationToken).ConfigureAwait(false);
        return result.Status == 0
            ? Answer.Done(null, (s_columns[0], processes), (s_columns[1], signal))
            : throw new VerbException($"kill: {GuestShellText.Complaint(result)}");
    }

    // 0 and what is negative would be process groups: the agent's own among them.
    private static string ProcessOf(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long process) && process > 0
            ? process.ToString(CultureInfo.InvariantCulture)
            : throw new UsageException($"kill: '{word}' is no process ID");

    private static string SignalOf(string text)
    {
        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        return name.Length > 0 && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '+' or '-') && char.IsAsciiLetterOrDigit(name[0])
            ? name
            : throw new UsageException($"kill: '{text}' is no signal");
    }
}
