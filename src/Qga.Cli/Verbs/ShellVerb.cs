using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Shell;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga shell</c>.</summary>
internal sealed class ShellVerb : Verb
{
    private readonly Invocation _invocation;
    private readonly Argument<string> _guest = new("GUEST") { Description = "A guest: its name or its address" };

    public ShellVerb(Invocation invocation)
        : base("shell", VerbGroup.Agent, "Call commands of the agent at a prompt, with completion, history and help")
    {
        _invocation = invocation;
        Add(_guest);
        SetAction(RunAsync);
    }

    public override string? WhyNoJson(ParseResult arguments) => "it is a prompt";

    public override IReadOnlyList<Example> Examples => [new("shell web1", "a prompt"), new("shell web1 < commands", "commands from a file, one a line")];

    public override IReadOnlyList<string> Details =>
    [
        "This is a prompt for the agent's commands; 'qga exec' and 'qga run' run programs in the guest. A line is a command with its arguments, as behind "
            + "'qga call GUEST'; 'guest-' may be "
            + "left out, 'help' lists the commands, 'help COMMAND' describes one, Tab completes. Without a terminal lines are read from standard input; the "
                + "exit code is that of the last one.",
        "History is kept in ~/.local/state/qga/history, but for lines with a password and lines that begin with a blank.",
    ];

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Invocation invocation = _invocation.With(arguments);
        IReadOnlyList<Guest> guests = await invocation.Selector.SelectAsync(arguments.GetRequiredValue(_guest), invocation.Notice,
            cancellationToken).ConfigureAwait(false);
        if (guests is not [Guest guest])
        {
            throw new UsageException("shell: name one guest");
        }

        await using GuestAgentClient client = invocation.CreateClient(guest);
        GuestShell shell = new(invocation, client);
        return invocation.Terminal is { IsInputTerminal: true, IsOutputTerminal: true }
            ? await PromptAsync(invocation, guest, shell, cancellationToken).ConfigureAwait(false)
            : await ReadAsync(invocation, shell, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> PromptAsync(Invocation invocation, Guest guest, GuestShell shell, CancellationToken cancellationToken)
    {
        ShellHistory history = new(ShellHistory.DefaultPath);
        LineEditor editor = new(invocation.Terminal, $"{Output.ValueText.Printable(guest.Name)}> ", static () =>
            Math.Max(20, Console.WindowWidth), GuestShell.Complete);
        int exitCode = ExitCode.Success;
        try
        {
            while (!shell.IsDone && await ReadLineAsync(editor, history, cancellationToken).ConfigureAwait(false) is string line)
            {
                history.Add(line);
                exitCode = await shell.RunAsync(line, cancellationToken).ConfigureAwait(false);
                await invocation.Terminal.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            history.Save();
        }

        return shell.IsDone ? ExitCode.Success : exitCode;
    }

    // At the prompt Ctrl-C drops the line; while a command runs it ends the program.
    private static async Task<string?> ReadLineAsync(LineEditor editor, ShellHistory history, CancellationToken cancellationToken)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return await Task.Run(() => editor.ReadLine(history.Lines), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private static async Task<int> ReadAsync(Invocation invocation, GuestShell shell, CancellationToken cancellationToken)
    {
        int exitCode = ExitCode.Success;
        using StreamReader reader = new(invocation.Terminal.Input());
        while (!shell.IsDone && await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is string line)
        {
            exitCode = await shell.RunAsync(line, cancellationToken).ConfigureAwait(false);
        }

        return exitCode;
    }
}
