namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>
    /// Freezes the guest's file systems. If the freeze is given up, by time or by the caller, or its reply makes no sense, a thaw is tried before this
    /// ends, as the guest may have been frozen all the same. Only one user of a client should freeze, as a thaw ends the freezes of all.
    /// </summary>
    /// <param name="mountpoints">The file systems; null: all that can be frozen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The frozen guest; disposing of it thaws the file systems.</returns>
    /// <exception cref="GuestAgentRefusedException">The agent answered with an error; nothing is frozen.</exception>
    /// <exception cref="GuestAgentException">It is unknown whether the guest is frozen.</exception>
    public async Task<FrozenGuest> FreezeAsync(IReadOnlyList<string>? mountpoints = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            long count = mountpoints is null
                ? await GuestFsfreezeFreezeAsync(cancellationToken).ConfigureAwait(false)
                : await GuestFsfreezeFreezeListAsync(mountpoints, cancellationToken).ConfigureAwait(false);
            return new(this, count);
        }
        catch (Exception problem) when (problem is GuestAgentException and not GuestAgentRefusedException or OperationCanceledException)
        {
            await TryThawAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task TryThawAsync()
    {
        try
        {
            await GuestFsfreezeThawAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (GuestAgentException)
        {
            // The caller is told of what came first.
        }
    }
}
