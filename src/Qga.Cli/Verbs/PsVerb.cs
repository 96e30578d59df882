using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Cli.Processes;
using Qga.Cli.Programs;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga ps</c>.</summary>
internal sealed class PsVerb : GuestVerb
{
    private const int NotFound = 127;

    private static readonly Column[] s_columns =
    [
        new("PID", "pid", ValueKind.Number),
        new("PPID", "ppid", ValueKind.Number),
        new("USER", "user"),
        new("CPU", "cpu-share", ValueKind.Share),
        new("MEMORY", "memory", ValueKind.Bytes),
        new("AGE", "age", ValueKind.Duration),
        new("STATE", "state"),
        new("COMMAND", "command"),
    ];

    private readonly Option<string> _sort = new("--sort")
    {
        Description = "What comes first: the smallest number, or what needs most of it",
        HelpName = "pid|cpu|memory|age",
        DefaultValueFactory = _ => "pid",
    };

    public PsVerb(Invocation invocation)
        : base(invocation, "ps", VerbGroup.Look, "List the guest's processes")
    {
        _sort.AcceptOnlyFromAmong("pid", "cpu", "memory", "age");
        Add(_sort);
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("ps web1", "all processes"), new("ps web1 --sort memory", "the largest first")];

    public override IReadOnlyList<string> Details =>
        ["No agent has a command for it: the guest's ps is run, in Windows tasklist, which the guest's configuration must allow (guest-exec)."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        Inquiry inquiry = new();
        GuestOSInfo? system = await inquiry.AskAsync("system", client.GuestGetOsinfoAsync(cancellationToken)).ConfigureAwait(false);
        TimeSpan limit = CommonOptions.LookLimitOf(arguments);
        IReadOnlyList<GuestProcessLine> processes = SystemText.IsWindows(system)
            ? ProcessList.ParseTasks(await RunAsync(client, [new("tasklist.exe", "/fo", "csv", "/nh")], limit, cancellationToken).ConfigureAwait(false))
            : ProcessList.Parse(await RunAsync(
                client, [new("ps", ProcessList.Arguments), new("ps", ProcessList.BusyboxArguments)], limit, cancellationToken).ConfigureAwait(false));
        return Answer.Table(s_columns, Sort(processes, arguments.GetValue(_sort)!).Select(process => new object?[]
        {
            process.Id, process.Parent, process.User, process.CpuShare, process.Memory, process.Age, process.State, process.Command,
        }));
    }

    private static IEnumerable<GuestProcessLine> Sort(IReadOnlyList<GuestProcessLine> processes, string key) => key switch
    {
        "cpu" => processes.OrderByDescending(process => process.CpuShare),
        "memory" => processes.OrderByDescending(process => process.Memory),
        "age" => processes.OrderByDescending(process => process.Age),
        _ => processes.OrderBy(process => process.Id),
    };

    // The first one that the guest's program understands.
    private static async Task<string> RunAsync(GuestAgentClient client, GuestCommandLine[] lines, TimeSpan limit, CancellationToken cancellationToken)
    {
        GuestProgramResult? result = null;
        foreach (GuestCommandLine line in lines)
        {
            GuestCommandLine limited = line with { Environment = new Dictionary<string, string> { ["LC_ALL"] = "C" }, TimeLimit = limit };
            result = GuestShellText.InTime(await client.RunAsync(limited, cancellationToken).ConfigureAwait(false), limit);
            if (result.Status is 0)
            {
                return result.OutputText;
            }

            if (result.Status == NotFound)
            {
                throw new VerbException($"the guest has no {line.Program}");
            }
        }

        throw new VerbException($"the guest's {lines[0].Program} fails: {result!.ErrorText.Trim()}");
    }
}
