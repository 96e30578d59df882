using Qapi.Runtime.Reading;
using Qga.Contracts;

namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    // How long something is waited for that takes no time in a guest that is well.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(2);

    // How long a removal is waited for.
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(5);

    // Whether the guest has /bin/sh; null: not yet known.
    private bool? _hasShell;

    /// <summary>
    /// Runs a program to its end. When the wait is cancelled, the program is ended, with those that it has started as far as they are still in its
    /// process group.
    /// </summary>
    /// <param name="line">The program with its arguments, and how it is run.</param>
    /// <param name="cancellationToken">Ends the program and the wait.</param>
    /// <returns>How it ended, with its output of up to 16 MiB a stream. Through libvirt, which carries less, use <see cref="StartAsync"/> for more than 3
    /// MiB.</returns>
    /// <exception cref="GuestCommandBlockedException">The agent may not run programs.</exception>
    /// <exception cref="GuestAgentRefusedException">The agent cannot start the program.</exception>
    /// <exception cref="GuestProcessLostException">How the program ended is unknown.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    public async Task<GuestProgramResult> RunAsync(GuestCommandLine line, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(line);
        GuestProcess process = await ProcessStarter.StartCapturedAsync(this, line, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            return await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Starts a program whose output can be read while it runs. Where the guest has <c>/bin/sh</c> and the agent may read files, the output goes to files of a
    /// temporary directory that is private to the agent's user, and is read there as it grows; elsewhere it comes when the program has ended.
    /// </summary>
    /// <param name="line">The program with its arguments, and how it is run.</param>
    /// <param name="cancellationToken">Ends the wait for the start; a program that is started all the same is ended.</param>
    /// <returns>The running program. Its disposal ends it if it still runs, and removes the temporary directory.</returns>
    /// <exception cref="GuestCommandBlockedException">The agent may not run programs.</exception>
    /// <exception cref="GuestAgentRefusedException">The agent cannot start the program.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    public Task<GuestProcess> StartAsync(GuestCommandLine line, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.CapturesOutput
            ? ProcessStarter.StartLiveAsync(this, line, cancellationToken)
            : ProcessStarter.StartCapturedAsync(this, line, cancellationToken);
    }

    /// <summary>Runs a text in the guest's shell; null: the guest has none.</summary>
    internal async Task<GuestProgramResult?> TryRunScriptAsync(string text, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await TryStartShellAsync(["-c", text, "sh", .. arguments], null, true, cancellationToken).ConfigureAwait(false) is not { } pid)
        {
            return null;
        }

        GuestProcess process = new(this, pid, Timeout.InfiniteTimeSpan);
        await using (process.ConfigureAwait(false))
        {
            return await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs a text that is a matter of moments in the guest's shell; null: the guest has none. Its end is waited for a moment longer when the caller gives
    /// up, so that what it makes can be removed: the caller looks at its token afterwards.
    /// </summary>
    /// <exception cref="GuestAgentTimeoutException">It has not ended after <see cref="GuestAgentClientOptions.CallTimeout"/>.</exception>
    internal async Task<GuestProgramResult?> TryRunShortScriptAsync(string text, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource limit = new(_options.CallTimeout);
        using CancellationTokenRegistration givingUp = cancellationToken.Register(() => limit.CancelAfter(s_moment));
        try
        {
            return await TryRunScriptAsync(text, arguments, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new GuestAgentTimeoutException("a program that prepares something in the guest", _options.CallTimeout);
        }
    }

    /// <summary>
    /// Removes something of the guest's with all that is in it. Nobody is told whether that went well; a guest where it takes long goes on with it alone.
    /// </summary>
    internal async Task RemoveAsync(string path)
    {
        try
        {
            if (await TryStartShellAsync(["-c", "rm -rf -- \"$1\"", "sh", path], null, false, CancellationToken.None).ConfigureAwait(false) is not { } pid)
            {
                return;
            }

            using CancellationTokenSource limit = new(s_removal);
            GuestProcess process = new(this, pid, Timeout.InfiniteTimeSpan);
            process.Detach();
            await using (process.ConfigureAwait(false))
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is GuestAgentException or OperationCanceledException)
        {
            // The guest, or the agent, is gone, or hangs.
        }
    }

    /// <summary>Starts the guest's shell; null: the guest has none.</summary>
    internal async Task<long?> TryStartShellAsync(IReadOnlyList<string> arguments, Payload? input, bool captures, CancellationToken cancellationToken)
    {
        if (_hasShell == false)
        {
            return null;
        }

        try
        {
            long pid = await StartProgramAsync(GuestShell.Path, arguments, null, input, captures, cancellationToken).ConfigureAwait(false);
            _hasShell = true;
            return pid;
        }
        catch (GuestAgentRefusedException refusal)
            when (_hasShell is null && refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
        {
            // These arguments may have been too many for it.
            if (await CanStartShellAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            _hasShell = false;
            return null;
        }
    }

    /// <summary>Starts a program; one that is started after the wait was cancelled is ended.</summary>
    internal async Task<long> StartProgramAsync(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string>? environment,
        Payload? input,
        bool captures,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<GuestExec> start = GuestExecAsync(path, arguments, environment, input, captures, CancellationToken.None);
        try
        {
            return (await start.WaitAsync(cancellationToken).ConfigureAwait(false)).Pid;
        }
        catch (OperationCanceledException) when (!start.IsCanceled)
        {
            _ = EndWhenStartedAsync(start);
            throw;
        }
    }

    private async Task EndWhenStartedAsync(Task<GuestExec> start)
    {
        try
        {
            GuestProcess process = new(this, (await start.ConfigureAwait(false)).Pid, Timeout.InfiniteTimeSpan);
            await process.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentException or ObjectDisposedException)
        {
            // The caller, who has been told of the cancellation, has gone on.
        }
    }

    private async Task<bool> CanStartShellAsync(CancellationToken cancellationToken)
    {
        try
        {
            GuestProcess process = new(
                this,
                await StartProgramAsync(GuestShell.Path, ["-c", ":"], null, null, false, cancellationToken).ConfigureAwait(false),
                Timeout.InfiniteTimeSpan);
            await using (process.ConfigureAwait(false))
            {
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (GuestAgentRefusedException)
        {
            return false;
        }
    }
}
