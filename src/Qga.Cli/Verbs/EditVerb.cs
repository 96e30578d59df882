using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Files;
using Qga.Cli.Freezing;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga edit</c>.</summary>
internal sealed class EditVerb : Verb
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Argument<string> _word = new("GUEST:PATH") { Description = "The file; it is made if it does not exist" };

    public EditVerb(Invocation invocation)
        : base("edit", VerbGroup.Files, "Edit a file of the guest with an editor of this host")
    {
        Add(_word);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override string? WhyNoJson(ParseResult arguments) => "an editor has the terminal";

    public override IReadOnlyList<Example> Examples => [new("edit web1:/etc/app.conf", "with $VISUAL, $EDITOR or vi")];

    public override IReadOnlyList<string> Details =>
    [
        GuestPath.Rule,
        "The editor is that of $VISUAL or $EDITOR, vi otherwise. The file is written back only if it was changed, in place, so that it keeps owner and mode; "
            + "not if the editor fails, or if somebody else has changed it meanwhile: the edited copy is kept on this host then. No "
            + "program of the guest is needed.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<GuestPaths> guests, _) = await GuestPaths.FindAsync(
            invocation, [arguments.GetRequiredValue(_word)], cancellationToken).ConfigureAwait(false);
        if (guests is not [{ Guest: Guest guest, Paths: [string path] }])
        {
            throw new UsageException("edit: name a file of one guest");
        }

        byte[]? before;
        await using (GuestAgentClient client = invocation.CreateClient(guest))
        {
            before = await ReadAsync(client, path, cancellationToken).ConfigureAwait(false);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-edit-");
        string file = Path.Combine(folder.FullName, Path.GetFileName(path.TrimEnd('/')) is { Length: > 0 } name ? name : "file");
        bool isKept = false;
        try
        {
            await File.WriteAllBytesAsync(file, before ?? [], cancellationToken).ConfigureAwait(false);
            int exitCode = await EditAsync(file, cancellationToken).ConfigureAwait(false);
            byte[] after = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false) : before ?? [];
            isKept = !after.AsSpan().SequenceEqual(before);
            if (exitCode != 0)
            {
                throw new VerbException($"the editor failed with {exitCode}; {path} is as it was");
            }

            if (!isKept)
            {
                invocation.Notice($"{path} was not changed");
                return ExitCode.Success;
            }

            await WriteBackAsync(invocation, guest, path, before, after, cancellationToken).ConfigureAwait(false);
            isKept = false;
            return ExitCode.Success;
        }
        finally
        {
            if (isKept)
            {
                invocation.Notice($"what was edited is in {file}");
            }
            else
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task<int> EditAsync(string file, CancellationToken cancellationToken)
    {
        string editor = Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } visual ? visual
            : Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } other ? other
            : "vi";
        using HostCommand command = HostCommand.Start(["/bin/sh", "-c", $"{editor} \"$1\"", "sh", file], new Dictionary<string, string>());
        try
        {
            return await command.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await command.EndAsync(15, s_patience).ConfigureAwait(false);
            throw;
        }
    }

    // The agent may have been restarted while the editor was open.
    private static async Task WriteBackAsync(
        Invocation invocation, Guest guest, string path, byte[]? before, byte[] after, CancellationToken cancellationToken)
    {
        await using GuestAgentClient client = invocation.CreateClient(guest);
        byte[]? now = await ReadAsync(client, path, cancellationToken).ConfigureAwait(false);
        if ((now is null) != (before is null) || !now.AsSpan().SequenceEqual(before))
        {
            throw new VerbException($"{path} was changed by somebody else while it was edited, and is not written");
        }

        await using GuestFile file = await client.OpenFileAsync(path, GuestFileMode.Create, null, cancellationToken).ConfigureAwait(false);
        await file.WriteAsync(after, CancellationToken.None).ConfigureAwait(false);
        await file.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // null: there is no such file.
    private static async Task<byte[]?> ReadAsync(GuestAgentClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            using MemoryStream content = new();
            await StreamCopy.FromGuestAsync(client, path, content, null, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
        catch (GuestAgentRefusedException refusal) when (refusal.Message.Contains("No such file or directory", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
