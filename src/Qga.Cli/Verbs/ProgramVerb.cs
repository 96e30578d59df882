using System.CommandLine;
using System.CommandLine.Parsing;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb that runs a program in one guest or several, and passes on its exit code.</summary>
internal abstract class ProgramVerb : Verb
{
    private const double ShortestCall = 5;

    private readonly Lock _gate = new();
    private readonly Argument<string?> _guest = new("GUEST")
    {
        Description = "An address, the name of a guest of this host, a list a,b,c, or a pattern 'web*'",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _words;
    private readonly Option<string[]> _environment = new("--env", "-e")
    {
        Description = "A variable of the program's environment; NAME alone has the value that it has here",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "The directory that the program runs in", HelpName = "DIR" };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Start the program, print its process ID, and leave it" };
    private readonly Option<bool> _noInput = new("--no-stdin", "-n") { Description = "Give the program no input" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Let the program's output drive the terminal" };

    protected ProgramVerb(Invocation invocation, string name, string summary, string words, string description)
        : base(name, VerbGroup.Programs, summary)
    {
        _words = new("WORDS") { Description = description, HelpName = words, Arity = ArgumentArity.ZeroOrMore };
        Add(_guest);
        Add(_words);
        Add(CommonOptions.All.Create());
        Add(_environment);
        Add(_directory);
        Add(_detach);
        Add(_noInput);
        Add(_raw);
        Add(LiveOptions.Lines.Create());
        Validators.Add(Check);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override bool PassesExitCodeOn => true;

    public override bool RunsProgram => true;

    public override IReadOnlyList<Column> Fields => [.. ProgramRun.Columns, .. ProgramLines.Columns];

    public override IReadOnlyList<string> Details =>
    [
        "Standard input is passed on unless it is a terminal: it is read to its end before the program starts. Output is written as it comes; a terminal is "
            + "not driven by it, unless --raw is given. --timeout ends the program. Ctrl-C ends it as well, and what it has started.",
        "The exit code is the program's, 128 and the number of the signal if one ended it, and 255 where qga itself failed. Of several guests each line begins "
            + "with the guest's name; the exit code is 5 if they do not all end in the same way.",
    ];

    /// <summary>Whether the programs get standard input.</summary>
    protected virtual bool TakesInput(string[] words) => true;

    /// <summary>Does once, before any program starts, what all guests need.</summary>
    /// <param name="terminal">The standard streams.</param>
    /// <param name="words">What stands behind the guest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is disposed of at the end; null: nothing.</returns>
    protected virtual Task<IDisposable?> PrepareAsync(Terminal terminal, string[] words, CancellationToken cancellationToken) =>
        Task.FromResult<IDisposable?>(null);

    /// <summary>Makes what a guest runs.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="words">What stands behind the guest.</param>
    /// <param name="prepared">What was prepared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The program, and what is removed after it; null: nothing.</returns>
    protected abstract Task<(GuestCommandLine Line, IAsyncDisposable? Remains)> MakeAsync(
        GuestAgentClient client, string[] words, IDisposable? prepared, CancellationToken cancellationToken);

    /// <summary>What is wrong with the words; null: nothing.</summary>
    protected abstract string? FindFault(string[] words);

    // With --all no guest is named, and the first word is one of the others.
    private static string[] WordsOf(bool isAll, string? guest, string[]? words) => isAll && guest is not null ? [guest, .. words ?? []] : words ?? [];

    private void Check(CommandResult result)
    {
        bool isAll = CommonOptions.All.ValueIn(result);
        string? guest = result.GetValue(_guest);
        if (!isAll && guest is null)
        {
            result.AddError("name a guest, or --all");
        }
        else if (FindFault(WordsOf(isAll, guest, result.GetValue(_words))) is string fault)
        {
            result.AddError(fault);
        }
    }

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        bool isAll = CommonOptions.All.ValueIn(arguments);
        string? text = arguments.GetValue(_guest);
        string[] words = WordsOf(isAll, text, arguments.GetValue(_words));
        bool isDetached = arguments.GetValue(_detach);
        bool isLines = LiveOptions.Lines.ValueIn(arguments);
        IReadOnlyList<Guest> guests = isAll
            ? await invocation.Selector.FindRunningAsync(invocation.Notice, cancellationToken).ConfigureAwait(false)
            : await invocation.Selector.SelectAsync(text!, invocation.Notice, cancellationToken).ConfigureAwait(false);
        bool isPlural = isAll || GuestSelector.IsPlural(text!);
        IReadOnlyDictionary<string, string> environment = ProgramEnvironment.Parse(arguments.GetValue(_environment) ?? []);

        bool hasInput = !invocation.Terminal.IsInputTerminal && !isDetached && !arguments.GetValue(_noInput) && TakesInput(words);
        ProgramInput input = hasInput
            ? await ProgramInput.ReadAsync(invocation.Terminal, isPlural, cancellationToken).ConfigureAwait(false)
            : ProgramInput.None;
        using IDisposable? prepared = await PrepareAsync(invocation.Terminal, words, cancellationToken).ConfigureAwait(false);

        // The limit is the program's, not a call's.
        TimeSpan limit = invocation.Timeout ?? Timeout.InfiniteTimeSpan;
        GuestCommandLine Complete(GuestCommandLine line) => input.GiveTo(
            line with { Environment = environment, WorkingDirectory = arguments.GetValue(_directory), TimeLimit = limit });

        GuestAnswer[] answers = new GuestAnswer[guests.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = invocation.Jobs, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, guests.Count, options, async (index, token) =>
        {
            string? name = isPlural ? guests[index].Name : null;
            IProgramOutput? output = isDetached || (invocation.IsJson && !isLines) ? null
                : isLines ? new ProgramLines(invocation.Terminal.Output, guests[index].Name, _gate)
                : new ProgramOutput(invocation.Terminal, name, arguments.GetValue(_raw), _gate);
            answers[index] = await RunAsync(invocation, guests[index], name, words, prepared, Complete, output, isDetached, token).ConfigureAwait(false);
            output?.Complete();
            if (isLines)
            {
                lock (_gate)
                {
                    JsonAnswers.WriteLine(invocation.Terminal.Output, answers[index]);
                }
            }
        }).ConfigureAwait(false);
        if (!isLines)
        {
            new AnswerWriter(invocation.Terminal, invocation.IsJson).Write(answers, isPlural);
        }

        return GuestAnswer.ExitCodeOf(answers);
    }

    private async Task<GuestAnswer> RunAsync(
        Invocation invocation,
        Guest guest,
        string? name,
        string[] words,
        IDisposable? prepared,
        Func<GuestCommandLine, GuestCommandLine> complete,
        IProgramOutput? output,
        bool isDetached,
        CancellationToken cancellationToken)
    {
        IAsyncDisposable? remains = null;
        try
        {
            await using GuestAgentClient client = invocation.Within(CallLimitOf(invocation)).CreateClient(guest);
            try
            {
                (GuestCommandLine line, remains) = await MakeInTimeAsync(invocation, client, words, prepared, cancellationToken).ConfigureAwait(false);
                line = complete(line);
                Answer answer = isDetached
                    ? await ProgramRun.DetachAsync(client, line, cancellationToken).ConfigureAwait(false)
                    : await ProgramRun.RunAsync(
                        client,
                        line,
                        output is null ? null : output.Write,
                        text => invocation.Notice(name is null ? text : $"{name}: {text}"),
                        cancellationToken).ConfigureAwait(false);
                return new(guest.Name, answer, null);
            }
            finally
            {
                if (remains is not null)
                {
                    await remains.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception problem) when (FailureOf(problem) is Failure failure)
        {
            invocation.Report(name, failure);
            return new(guest.Name, null, failure with { ExitCode = ExitCode.OwnFailure });
        }
    }

    // What --timeout gives to a program is enough for a call, and need not be the whole of it.
    private static TimeSpan? CallLimitOf(Invocation invocation) =>
        invocation.Timeout is TimeSpan limit ? TimeSpan.FromSeconds(Math.Clamp(limit.TotalSeconds, ShortestCall, Invocation.DefaultLimit.TotalSeconds)) : null;

    private async Task<(GuestCommandLine Line, IAsyncDisposable? Remains)> MakeInTimeAsync(
        Invocation invocation, GuestAgentClient client, string[] words, IDisposable? prepared, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(invocation.Timeout ?? Timeout.InfiniteTimeSpan);
        try
        {
            return await MakeAsync(client, words, prepared, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TooLateException($"the guest has not taken the program within {ValueText.Duration(invocation.Timeout!.Value)}");
        }
    }

    private static Failure? FailureOf(Exception problem) =>
        problem is NotSupportedException and not PlatformNotSupportedException ? new("failed", problem.Message, null, ExitCode.Refused) : Failure.From(problem);
}
