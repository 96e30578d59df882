namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>
    /// Copies a file or a tree to the guest. It is written under a temporary name in the target's directory and renamed when it is complete and verified: a
    /// copy that fails leaves nothing under the final name. Where the agent may not run programs or the guest has no <c>/bin/sh</c>, a file is written under
    /// its own name and a tree cannot be copied.
    /// </summary>
    /// <param name="source">The file or directory on the host. A link that it names is followed, those in a tree are copied as links.</param>
    /// <param name="target">The path in the guest; if it is a directory, the copy is made in it. A tree that is there already is written over, file by
    /// file.</param>
    /// <param name="options">How it is copied; null: the defaults.</param>
    /// <param name="progress">Is told of each piece and each archive; null: nobody.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>What was copied, and how.</returns>
    /// <exception cref="FileNotFoundException">The original does not exist.</exception>
    /// <exception cref="GuestCopyException">The copy differs from the original, or the guest cannot make it.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    /// <exception cref="IOException">The original cannot be read.</exception>
    public Task<GuestCopyResult> CopyToGuestAsync(
        string source,
        string target,
        GuestCopyOptions? options = null,
        IProgress<GuestCopyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        options ??= new();
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        FileInfo file = new(path);
        if (HostTree.IsSpecial(file))
        {
            throw new GuestCopyException($"{source} is a device, pipe or socket, which cannot be copied");
        }

        return Directory.Exists(path)
            ? new TreeToGuest(this, options, progress).CopyAsync(new(path), target, cancellationToken)
            : new FileToGuest(this, options, progress).CopyAsync(file, target, cancellationToken);
    }

    /// <summary>
    /// Copies a file or a tree from the guest. It is written under a temporary name in the target's directory and renamed when it is complete and verified.
    /// Nothing that a guest sends gets outside of the target.
    /// </summary>
    /// <param name="source">The path in the guest. A link that it names is followed, those in a tree are copied as links.</param>
    /// <param name="target">The path on the host; if it is a directory, the copy is made in it. A tree that is there already is written over, file by
    /// file.</param>
    /// <param name="options">How it is copied; null: the defaults.</param>
    /// <param name="progress">Is told of each piece of a file and each file of a tree; null: nobody.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>What was copied, and how.</returns>
    /// <exception cref="GuestCopyException">The copy differs from the original, or the guest cannot make it, or what it sends is not acceptable.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public async Task<GuestCopyResult> CopyFromGuestAsync(
        string source,
        string target,
        GuestCopyOptions? options = null,
        IProgress<GuestCopyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        options ??= new();
        string path = Path.GetFullPath(target);
        string name = source.TrimEnd('/')[(source.TrimEnd('/').LastIndexOfAny(['/', '\\']) + 1)..];
        if (Directory.Exists(path) && name is not ("" or "." or ".."))
        {
            path = Path.Combine(path, name);
        }

        path = Path.TrimEndingDirectorySeparator(path);
        string[] facts = await InspectAsync(source, cancellationToken).ConfigureAwait(false);
        if (facts is ["p"])
        {
            throw new GuestCopyException($"{source} is a pipe or a socket, which cannot be copied");
        }

        return facts is ["d"]
            ? await new TreeFromGuest(this, options, progress).CopyAsync(source, path, cancellationToken).ConfigureAwait(false)
            : await new FileFromGuest(this, options, progress).CopyAsync(source, facts, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a text in the guest's shell, with its output kept by the agent.</summary>
    internal async Task<GuestProcess> StartScriptAsync(string text, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await ProcessStarter.StartCapturedAsync(this, GuestCommandLine.Shell(text, [.. arguments]), cancellationToken).ConfigureAwait(false);

    // "d", or size, mode and time of a file as far as the guest tells.
    private async Task<string[]> InspectAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRunShortScriptAsync(CopyScripts.Inspect, [path], cancellationToken).ConfigureAwait(false) is { ExitCode: 0 } result
                ? [.. result.OutputText.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word == "f")]
                : [];
        }
        catch (GuestAgentRefusedException refusal) when (refusal is GuestCommandBlockedException or GuestCommandUnknownException)
        {
            return [];
        }
    }
}
