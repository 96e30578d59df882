using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>Makes the copies of one guest, one after the other.</summary>
/// <param name="invocation">The run of the tool.</param>
/// <param name="options">How they are made.</param>
/// <param name="isRecursive">Whether directories are copied.</param>
/// <param name="isIntoDirectory">Whether the target must be a directory.</param>
/// <param name="meter">Shows how far they are.</param>
internal sealed class Copier(Invocation invocation, GuestCopyOptions options, bool isRecursive, bool isIntoDirectory, CopyMeter meter) : IAsyncDisposable
{
    private readonly TimeSpan _limit = invocation.Timeout ?? Invocation.DefaultLimit;
    private readonly Dictionary<string, GuestAgentClient> _clients = [];

    public async ValueTask DisposeAsync()
    {
        foreach (GuestAgentClient client in _clients.Values)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async Task<GuestCopyResult> CopyAsync(CopyJob job, bool isPlural, CancellationToken cancellationToken)
    {
        if (job.To is not null && isIntoDirectory && !await IsDirectoryAsync(ClientOf(job.To), job.Target, true, cancellationToken).ConfigureAwait(false))
        {
            throw new VerbException($"{job.Target} is no directory of the guest, and there are several sources");
        }

        CopyMeter.Part? part = meter.Begin(isPlural ? $"{job.Owner.Name}: {job.Name}" : job.Name);
        bool isComplete = false;

        // Standard input may keep a copy waiting for as long as it likes.
        using StallGuard guard = new(job.Source == "-" ? null : invocation.Timeout, options.Resume, part, cancellationToken);
        try
        {
            GuestCopyResult result = job switch
            {
                { From: null } => await SendAsync(job, guard, guard.Token).ConfigureAwait(false),
                { To: null } => await FetchAsync(job, guard, guard.Token).ConfigureAwait(false),
                _ => await PassOnAsync(job, guard, guard.Token).ConfigureAwait(false),
            };
            isComplete = true;
            return result;
        }
        catch (OperationCanceledException) when (guard.HasStalled)
        {
            throw new TooLateException($"nothing has come forward for {ValueText.Duration(guard.Limit)}");
        }
        finally
        {
            part?.End(isComplete);
        }
    }

    private async Task<GuestCopyResult> SendAsync(CopyJob job, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (job.Source == "-")
        {
            return await StreamCopy.ToGuestAsync(
                ClientOf(job.To!),
                new CancellableInput(invocation.Terminal.Input()),
                job.Target,
                options.Verify,
                invocation.Timeout ?? Timeout.InfiniteTimeSpan,
                progress,
                cancellationToken).ConfigureAwait(false);
        }

        return Directory.Exists(job.Source) && !isRecursive
            ? throw new VerbException($"{job.Source} is a directory; -r copies it")
            : await ClientOf(job.To!).CopyToGuestAsync(job.Source, job.Target, options, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<GuestCopyResult> FetchAsync(CopyJob job, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        GuestAgentClient client = ClientOf(job.From!);
        if (job.Target == "-")
        {
            long bytes = await StreamCopy.FromGuestAsync(
                client, job.Source, invocation.Terminal.OpenOutput(), progress, cancellationToken).ConfigureAwait(false);
            return new() { Path = "-", Files = 1, Bytes = bytes, IsRenamed = true };
        }

        await CheckSourceAsync(client, job.Source, cancellationToken).ConfigureAwait(false);
        return await client.CopyFromGuestAsync(job.Source, job.Target, options, progress, cancellationToken).ConfigureAwait(false);
    }

    // Through a temporary directory of this host, so that both halves are verified and a tree needs nothing else.
    private async Task<GuestCopyResult> PassOnAsync(CopyJob job, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        GuestAgentClient from = ClientOf(job.From!);
        await CheckSourceAsync(from, job.Source, cancellationToken).ConfigureAwait(false);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
        try
        {
            GuestCopyOptions once = options with { Resume = false };
            GuestCopyResult fetched = await from.CopyFromGuestAsync(
                job.Source,
                Path.Combine(folder.FullName, job.Name is "." or ".." or "/" ? "root" : job.Name),
                once,
                progress,
                cancellationToken).ConfigureAwait(false);
            GuestCopyResult sent = await ClientOf(job.To!).CopyToGuestAsync(
                fetched.Path, job.Target, options, progress, cancellationToken).ConfigureAwait(false);
            return sent with { Skipped = [.. fetched.Skipped, .. sent.Skipped] };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CheckSourceAsync(GuestAgentClient client, string path, CancellationToken cancellationToken)
    {
        if (!isRecursive && await IsDirectoryAsync(client, path, false, cancellationToken).ConfigureAwait(false))
        {
            throw new VerbException($"{path} is a directory of the guest; -r copies it");
        }
    }

    // A guest that cannot say it cannot copy directories either.
    private async Task<bool> IsDirectoryAsync(GuestAgentClient client, string path, bool otherwise, CancellationToken cancellationToken)
    {
        try
        {
            return (await GuestShellText.RunAsync(client, "[ -d \"$1\" ]", [path], _limit, cancellationToken).ConfigureAwait(false)).ExitCode == 0;
        }
        catch (Exception problem) when (GuestShellText.IsMissing(problem))
        {
            return otherwise;
        }
    }

    private GuestAgentClient ClientOf(Guest guest)
    {
        if (!_clients.TryGetValue(guest.Name, out GuestAgentClient? client))
        {
            _clients[guest.Name] = client = invocation.CreateClient(guest);
        }

        return client;
    }
}
