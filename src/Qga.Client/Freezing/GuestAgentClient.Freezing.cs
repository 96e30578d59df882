namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    // Shares the link and the order of the calls with another client, under time limits of its own.
    private GuestAgentClient(GuestAgentClient other, GuestAgentClientOptions options)
    {
        _link = other._link;
        _turns = other._turns;
        _logger = other._logger;
        _options = options;
        Address = other.Address;
    }

    /// <summary>Whether the connection has ended and cannot be made anew.</summary>
    internal bool IsAtItsEnd => _link is StreamLink { IsEnded: true };

    /// <summary>
    /// Freezes the guest's file systems. When this ends without a result the guest is known not to be frozen by it, or
    /// <see cref="GuestFreezeUnknownException"/> says that this is not known: a freeze whose reply was lost, or that was cancelled, is undone by a thaw first,
    /// which may take up to <see cref="FreezeOptions.ThawBudget"/>, and which no cancellation ends. Only one user of a guest should freeze, as a
    /// thaw ends the freezes of all.
    /// </summary>
    /// <param name="mountpoints">The file systems; null: all that can be frozen.</param>
    /// <param name="options">How to freeze and thaw; null: the defaults.</param>
    /// <param name="cancellationToken">Gives the freeze up.</param>
    /// <returns>The frozen guest; disposing of it thaws the file systems.</returns>
    /// <exception cref="GuestAlreadyFrozenException">The guest is frozen already, by another; nothing was done.</exception>
    /// <exception cref="GuestCommandUnknownException">The agent cannot freeze, or not <paramref name="mountpoints"/> alone; nothing is frozen.</exception>
    /// <exception cref="GuestAgentRefusedException">The agent answered with an error; nothing is frozen.</exception>
    /// <exception cref="GuestFreezeUnknownException">It is unknown whether the guest is frozen.</exception>
    /// <exception cref="GuestAgentException">Every attempt failed, and was undone where that was needed; nothing is frozen.</exception>
    /// <exception cref="OperationCanceledException">The freeze was given up and undone; nothing is frozen.</exception>
    public async Task<FrozenGuest> FreezeAsync(
        IReadOnlyList<string>? mountpoints = null, FreezeOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new();
        GuestAgentClient freezing = new(this, _options with { SlowCallTimeout = options.FreezeTimeout ?? _options.SlowCallTimeout });
        GuestAgentClient thawing = new(this, _options with { SlowCallTimeout = options.ThawTimeout });
        ThawProcedure thaw = new(thawing, options);
        FreezeProcedure freeze = new(freezing, thaw, mountpoints is null ? null : [.. mountpoints], options);
        return await freeze.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
