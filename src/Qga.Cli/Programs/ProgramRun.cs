using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>Runs one program in one guest.</summary>
internal static class ProgramRun
{
    private const int HighestExitCode = 255;

    // What a document has of each stream: more than agents keep by themselves.
    private const int KeptOutput = 64 << 20;

    public static Column ProcessId { get; } = new("PID", "pid", ValueKind.Number);

    /// <summary>What JSON tells of a program.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        ProcessId,
        new("EXIT CODE", "exit-code", ValueKind.Number),
        new("SIGNAL", "signal", ValueKind.Number),
        new("OUTPUT", "output"),
        new("ERROR", "error-output"),
    ];

    /// <summary>Starts it and leaves it.</summary>
    public static async Task<Answer> DetachAsync(GuestAgentClient client, GuestCommandLine line, CancellationToken cancellationToken)
    {
        GuestProcess process = await client.StartAsync(line with { CapturesOutput = false }, cancellationToken).ConfigureAwait(false);
        process.Detach();
        await process.DisposeAsync().ConfigureAwait(false);
        return Answer.Done(FormattableString.Invariant($"{process.ProcessId}"), (ProcessId, process.ProcessId));
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="line">The program.</param>
    /// <param name="write">Gets what it writes, while it runs; null: the answer has it.</param>
    /// <param name="notice">Gets what the user should know.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="VerbException">It ran longer than it may.</exception>
    public static async Task<Answer> RunAsync(
        GuestAgentClient client, GuestCommandLine line, Action<GuestOutput>? write, Action<string> notice, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        bool keepsOutput = write is null;
        bool isCut = false;
        write ??= piece =>
        {
            MemoryStream kept = piece.Kind == GuestOutputKind.Output ? output : error;
            int room = KeptOutput - (int)kept.Length;
            isCut |= piece.Bytes.Length > room;
            kept.Write(piece.Bytes.Span[..Math.Min(room, piece.Bytes.Length)]);
        };
        GuestProcess process = await client.StartAsync(line, cancellationToken).ConfigureAwait(false);
        GuestProgramResult result;
        await using (process.ConfigureAwait(false))
        {
            await foreach (GuestOutput piece in process.ReadOutputAsync(cancellationToken).ConfigureAwait(false))
            {
                write(piece);
            }

            result = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (result.IsOutputTruncated || result.IsErrorTruncated)
        {
            notice("the program has written more than its agent keeps: the end of its output is missing");
        }

        if (isCut)
        {
            notice($"the program has written more than {ValueText.Bytes(KeptOutput)}: the rest is left out of the document; --jsonl has no such limit");
        }

        if (result.IsTimedOut)
        {
            throw new TooLateException($"the program ran longer than {ValueText.Duration(line.TimeLimit)} and was ended");
        }

        (Column, object?)[] how = [(Columns[0], process.ProcessId), (Columns[1], result.ExitCode), (Columns[2], result.Signal)];
        (Column, object?)[] what = keepsOutput ? [(Columns[3], TextOf(output)), (Columns[4], TextOf(error))] : [];
        return Answer.Done(null, [.. how, .. what]) with { ExitCode = CodeOf(result) };
    }

    // Windows has codes of 32 bits, of which this host passes on eight.
    private static int CodeOf(GuestProgramResult result) => result.Status is >= 0 and <= HighestExitCode ? (int)result.Status : HighestExitCode;

    private static ReadOnlyMemory<byte> TextOf(MemoryStream bytes) => bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
}
