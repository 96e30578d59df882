using System.CommandLine;
using System.Runtime.InteropServices;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Cli.Pages;
using Qga.Cli.Verbs;

namespace Qga.Cli;

internal static class Program
{
    // A word that begins with @ is no file of further words.
    private static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> Main(string[] arguments)
    {
        using CancellationTokenSource ending = new();
        int signal = 0;
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            Interlocked.CompareExchange(ref signal, NumberOf(context.Signal), 0);
            ending.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        int code = await RunAsync(arguments, Terminal.OfProcess(), new(HostSources.All()), ending.Token).ConfigureAwait(false);
        return code == ExitCode.Interrupted && signal != 0 ? ExitCode.OfSignal(signal) : code;
    }

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        _ => 15,
    };

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after <c>qga</c>.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="selector">Finds guests.</param>
    /// <param name="cancellationToken">Ends it, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, GuestSelector selector, CancellationToken cancellationToken)
    {
        Invocation invocation = new(terminal, selector);
        string[] words = arguments is ["help", .. string[] verbs] ? [.. verbs, "--help"] : arguments;
        RootCommand root = CommandTree.Build(invocation);
        ParseResult parsed = root.Parse(ProgramWords.Separate(root, words), s_parsing);
        Verb? verb = parsed.CommandResult.Command as Verb;
        string[] faults = [.. parsed.Errors.Select(UsageText.Of)];
        if (faults is [] && verb is not null && FindFault(parsed, verb) is string fault)
        {
            faults = [fault];
        }

        if (faults.Length > 0)
        {
            foreach (string text in faults)
            {
                invocation.Notice(text);
            }

            invocation.Notice($"'qga {(verb is null ? "" : $"{verb.Name} ")}--help' shows how it is used");
            return verb is { PassesExitCodeOn: true } ? ExitCode.OwnFailure : ExitCode.Usage;
        }

        int code = await InvokeAsync(parsed, invocation, verb, cancellationToken).ConfigureAwait(false);
        int flushed = await FlushAsync(invocation).ConfigureAwait(false);
        return code != ExitCode.Success ? code : flushed;
    }

    // What no verb does is refused for all of them, and not left out in silence.
    private static string? FindFault(ParseResult parsed, Verb verb)
    {
        bool isHelp = parsed.Action is ShowHelpAction;
        return isHelp || !CommonOptions.Json.ValueIn(parsed) ? null
            : LiveOptions.Lines.ValueIn(parsed) ? "--json is one document and --jsonl one a line: choose one"
            : verb.WhyNoJson(parsed) is string reason ? $"{verb.Name} has no --json: {reason}"
            : null;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, Invocation invocation, Verb? verb, CancellationToken cancellationToken)
    {
        Terminal terminal = invocation.Terminal;
        try
        {
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = terminal.Output, Error = terminal.Error },
                cancellationToken).ConfigureAwait(false);
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(null, failure);
            return verb is { PassesExitCodeOn: true } ? ExitCode.OwnFailure : failure.ExitCode;
        }
    }

    // What has been written may find no room, or nobody who reads it, only now.
    private static async Task<int> FlushAsync(Invocation invocation)
    {
        try
        {
            await invocation.Terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (IOException problem)
        {
            invocation.Report(null, Failure.From(problem)!);
            return ExitCode.Refused;
        }
    }
}
