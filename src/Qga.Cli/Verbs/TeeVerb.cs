using System.CommandLine;
using Qga.Cli.Files;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga tee</c>.</summary>
internal sealed class TeeVerb : Verb
{
    private const int PieceSize = 256 << 10;

    private readonly Argument<string[]> _words = new("WORDS") { Description = "The files", HelpName = "GUEST:PATH...", Arity = new(1, 1000) };
    private readonly Option<bool> _append = new("--append", "-a") { Description = "Add to the files" };

    public TeeVerb(Invocation invocation)
        : base("tee", VerbGroup.Files, "Write standard input to files of the guest, and to standard output")
    {
        Add(_words);
        Add(_append);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("tee web1:/etc/motd < motd", "write a file"),
        new("tee -a 'web*':/etc/hosts < more-hosts", "add to one of several guests"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        GuestPath.Rule,
        "A file is written where it is, as it comes, and keeps owner and mode; 'qga cp - GUEST:PATH' gives it its name when it is complete. No program "
            + "of the guest is needed.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<GuestPaths> guests, _) = await GuestPaths.FindAsync(
            invocation, arguments.GetRequiredValue(_words), cancellationToken).ConfigureAwait(false);
        GuestFileMode mode = arguments.GetValue(_append) ? GuestFileMode.Append : GuestFileMode.Create;
        List<GuestAgentClient> clients = [];
        List<GuestFile> files = [];
        try
        {
            foreach (GuestPaths guest in guests)
            {
                GuestAgentClient client = invocation.CreateClient(guest.Guest);
                clients.Add(client);
                foreach (string path in guest.Paths)
                {
                    files.Add(await client.OpenFileAsync(path, mode, null, cancellationToken).ConfigureAwait(false));
                }
            }

            await CopyAsync(
                new CancellableInput(invocation.Terminal.Input()), files, invocation.Terminal.OpenOutput(), cancellationToken).ConfigureAwait(false);
            return Failures.ExitCode.Success;
        }
        finally
        {
            foreach (IAsyncDisposable one in (IEnumerable<IAsyncDisposable>)[.. files, .. clients])
            {
                await one.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task CopyAsync(CancellableInput input, List<GuestFile> files, Stream output, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        while (await input.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            output.Write(piece.AsSpan(0, count));
            foreach (GuestFile file in files)
            {
                await file.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        output.Flush();
    }
}
