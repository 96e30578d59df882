using System.CommandLine;
using Qga.Cli.Failures;
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

    public override string? WhyNoJson(ParseResult arguments) => "standard input goes to standard output as it is";

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
        (IReadOnlyList<GuestPaths> guests, bool isPlural) = await GuestPaths.FindAsync(
            invocation, arguments.GetRequiredValue(_words), cancellationToken).ConfigureAwait(false);
        GuestFileMode mode = arguments.GetValue(_append) ? GuestFileMode.Append : GuestFileMode.Create;
        Target[] targets = [.. guests.Select(guest => new Target(guest, invocation, isPlural))];
        try
        {
            await ForAllAsync(targets, target => target.OpenAsync(mode, cancellationToken)).ConfigureAwait(false);
            if (targets.Any(target => target.Failed is null))
            {
                await CopyAsync(
                    new CancellableInput(invocation.Terminal.Input()), targets, invocation.Terminal.OpenOutput(), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await ForAllAsync(targets, target => target.CloseAsync()).ConfigureAwait(false);
        }

        return GuestAnswer.ExitCodeOf([.. targets.Select(target => new GuestAnswer(target.Name, null, target.Failed))]);
    }

    private static async Task CopyAsync(CancellableInput input, Target[] targets, Stream output, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        while (await input.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            output.Write(piece.AsSpan(0, count));
            output.Flush();
            await ForAllAsync(targets, target => target.WriteAsync(piece.AsMemory(0, count), cancellationToken)).ConfigureAwait(false);
        }

        output.Flush();
    }

    private static Task ForAllAsync(Target[] targets, Func<Target, Task> work) => Task.WhenAll(targets.Select(work));

    /// <summary>The files of one guest. Where one fails, that guest gets no more, and the others go on.</summary>
    private sealed class Target(GuestPaths guest, Invocation invocation, bool isPlural)
    {
        private readonly List<GuestFile> _files = [];
        private GuestAgentClient? _client;

        public string Name => guest.Guest.Name;

        /// <summary>What went wrong, which has been said; null: nothing.</summary>
        public Failure? Failed { get; private set; }

        public Task OpenAsync(GuestFileMode mode, CancellationToken cancellationToken) => TryAsync(async () =>
        {
            _client = invocation.CreateClient(guest.Guest);
            foreach (string path in guest.Paths)
            {
                _files.Add(await _client.OpenFileAsync(path, mode, null, cancellationToken).ConfigureAwait(false));
            }
        });

        public Task WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) => TryAsync(async () =>
        {
            foreach (GuestFile file in Failed is null ? _files : [])
            {
                await file.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        });

        public Task CloseAsync() => TryAsync(async () =>
        {
            foreach (IAsyncDisposable one in (IEnumerable<IAsyncDisposable>)[.. _files, .. _client is null ? Array.Empty<IAsyncDisposable>() : [_client]])
            {
                await one.DisposeAsync().ConfigureAwait(false);
            }
        });

        private async Task TryAsync(Func<Task> work)
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception problem) when (Failure.From(problem) is Failure failure)
            {
                if (Failed is null)
                {
                    invocation.Report(isPlural ? Name : null, failure);
                }

                Failed ??= failure;
            }
        }
    }
}
