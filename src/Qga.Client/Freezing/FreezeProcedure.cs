using Qapi.Runtime.Errors;
using Qga.Contracts;

namespace Qga.Client;

/// <summary>
/// Freezes a guest so that it is known to be frozen or known not to be. Every way out that is not one of the two passes through
/// <see cref="ThawProcedure"/>.
/// </summary>
/// <param name="client">A client whose slow calls have the time limit of one attempt.</param>
/// <param name="thaw">What undoes a freeze whose reply was lost.</param>
/// <param name="mountpoints">What to freeze; null: all.</param>
/// <param name="options">How often to try.</param>
internal sealed class FreezeProcedure(GuestAgentClient client, ThawProcedure thaw, IReadOnlyList<string>? mountpoints, FreezeOptions options)
{
    private bool _wasSent;

    public async Task<FrozenGuest> RunAsync(CancellationToken cancellationToken)
    {
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                return await TryAsync(attempts, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception problem) when (IsInDoubt(problem))
            {
                await UndoAsync().ConfigureAwait(false);
                if (problem is OperationCanceledException || attempts == options.FreezeAttempts || client.IsAtItsEnd)
                {
                    throw;
                }
            }

            await Task.Delay(options.RetryInterval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsInDoubt(Exception problem) => problem is OperationCanceledException
        or (GuestAgentException and not GuestAgentRefusedException and not GuestAlreadyFrozenException);

    private async Task<FrozenGuest> TryAsync(int attempts, CancellationToken cancellationToken)
    {
        IReadOnlyList<GuestFilesystemInfo>? fileSystems = options.ListsFileSystems ? await ListAsync(cancellationToken).ConfigureAwait(false) : null;

        // Asked first: after a lost reply the state alone would not tell whose freeze it is.
        if (await IsFrozenAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new GuestAlreadyFrozenException();
        }

        try
        {
            _wasSent = true;
            long count = mountpoints is null
                ? await client.GuestFsfreezeFreezeAsync(cancellationToken).ConfigureAwait(false)
                : await client.GuestFsfreezeFreezeListAsync(mountpoints, cancellationToken).ConfigureAwait(false);
            FreezeCoverage? coverage = fileSystems is null ? null : FreezeCoverage.Compare(fileSystems, mountpoints, count);
            return new(client, thaw, options, mountpoints, count, coverage, attempts);
        }
        catch (GuestUnreachableException)
        {
            _wasSent = false;
            throw;
        }
        catch (GuestCommandUnknownException unknown) when (mountpoints is not null)
        {
            throw new GuestCommandUnknownException(new QapiError(
                unknown.ErrorClass,
                $"the guest's agent cannot freeze chosen mount points, which came with QEMU 2.2, only all file systems: {unknown.Message}"));
        }
        catch (GuestCommandBlockedException)
        {
            // Another host was faster.
            if (await IsFrozenAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new GuestAlreadyFrozenException();
            }

            throw;
        }
        catch (GuestAgentRefusedException)
        {
            // Agents thaw before they report an error; one that did not is not left so.
            if (await IsFrozenAsync(cancellationToken).ConfigureAwait(false))
            {
                await UndoAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task UndoAsync()
    {
        if (_wasSent)
        {
            await thaw.UndoAsync().ConfigureAwait(false);
            _wasSent = false;
        }
    }

    private async Task<bool> IsFrozenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Frozen;
        }
        catch (GuestCommandBlockedException)
        {
            // The guest's configuration hides it; the agent itself refuses a second freeze.
            return false;
        }
    }

    private async Task<IReadOnlyList<GuestFilesystemInfo>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GuestGetFsinfoAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException)
        {
            return null;
        }
    }
}
