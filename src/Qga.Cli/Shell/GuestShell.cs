using Qapi.Runtime.Cataloguing;
using Qga.Cli.Completion;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Cli.Schema;
using Qga.Client;

namespace Qga.Cli.Shell;

/// <summary>Carries out lines: a command of the agent with its arguments, or a word of the shell's own.</summary>
/// <param name="invocation">The run of the tool.</param>
/// <param name="client">The guest's agent.</param>
internal sealed class GuestShell(Invocation invocation, GuestAgentClient client)
{
    private const string Prefix = "guest-";

    private static readonly Candidate[] s_own =
    [
        new("help", "List the commands; with a command, describe it"),
        new("exit", "Leave"),
    ];

    /// <summary>Whether the user wants to leave.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What the last word of a line can become.</summary>
    public static IReadOnlyList<Candidate> Complete(string before)
    {
        IReadOnlyList<string> words = CommandLineWords.Split(before);
        string current = words[^1];
        IEnumerable<Candidate> all = words.Count == 1 ? [.. Commands(), .. s_own]
            : words[0] == "help" ? Commands()
            : Find(words[0]) is CatalogCommand command ? ArgumentCandidates.Of(command, current)
            : [];
        return [.. all.Where(candidate => candidate.Text.StartsWith(current, StringComparison.Ordinal))];
    }

    /// <summary>Carries out a line.</summary>
    /// <returns>The exit code that it stands for.</returns>
    public async Task<int> RunAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = [.. WordsOf(line)];
        try
        {
            return words switch
            {
                [] or [['#', ..], ..] => ExitCode.Success,
                ["exit" or "quit"] => Leave(),
                ["help", .. string[] names] => Help(names),
                [string name, .. string[] arguments] => await CallAsync(Find(name)?.Name ?? name, arguments, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(null, failure);
            return failure.ExitCode;
        }
    }

    private static IEnumerable<Candidate> Commands() => CommandCatalog.Commands.Select(command => new Candidate(command.Name, command.Summary));

    // What every command begins with may be left out.
    private static CatalogCommand? Find(string name) => CommandCatalog.FindCommand(name) ?? CommandCatalog.FindCommand(Prefix + name);

    // A JSON object may have blanks and quotes of its own.
    private static IEnumerable<string> WordsOf(string line)
    {
        int brace = line.IndexOf(" {", StringComparison.Ordinal);
        return brace < 0
            ? CommandLineWords.Split(line).Where(word => word.Length > 0)
            : CommandLineWords.Split(line[..brace]).Where(word => word.Length > 0).Append(line[(brace + 1)..].Trim());
    }

    private int Leave()
    {
        IsDone = true;
        return ExitCode.Success;
    }

    private int Help(string[] names)
    {
        IEnumerable<string> lines = names is [string name]
            ? SchemaText.Of(Find(name) ?? throw new UsageException(CommandCall.UnknownNotice(name).Split(';')[0]), 80)
            :
            [
                "A line is a command of the agent with its arguments: key=value words, key:=JSON words, or one JSON object. 'guest-' may be left out.",
                "",
                .. CommandCatalog.Commands.Select(command => $"{command.Name,-34}{command.Summary}"),
                "",
                .. s_own.Select(own => $"{own.Text,-34}{own.Description}"),
            ];
        foreach (string line in lines)
        {
            invocation.Terminal.Output.WriteLine(line);
        }

        return ExitCode.Success;
    }

    private async Task<int> CallAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        CommandCall call = CommandCall.Read(name, arguments, isForced: false);
        if (call.Known is null)
        {
            invocation.Notice(CommandCall.UnknownNotice(name));
        }

        ReadOnlyMemory<byte>? result = await call.SendAsync(client, cancellationToken).ConfigureAwait(false);
        if (result is ReadOnlyMemory<byte> json)
        {
            JsonAnswers.WriteValue(invocation.Terminal.Output, json, isIndented: true);
        }
        else
        {
            await invocation.Terminal.Output.WriteLineAsync("sent; it answers only if it fails").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
