using Qga.Contracts;

namespace Qga.Client;

/// <summary>
/// A guest whose file systems are frozen. Disposing of it thaws them, also if the reply to a thaw is lost. All members may be used from any thread.
/// </summary>
/// <remarks>
/// Disposal says nothing of a guest that was thawed early by somebody else, as it must not hide another exception. Call <see cref="ThawAsync"/> at the
/// end of the work instead, and look at the report.
/// </remarks>
/// <example>
/// <code>
/// await using FrozenGuest frozen = await client.FreezeAsync();
/// // Take the snapshot.
/// FreezeReport report = await frozen.ThawAsync();
/// report.ThrowIfThawedEarly();
/// </code>
/// </example>
public sealed class FrozenGuest : IAsyncDisposable
{
    private readonly GuestAgentClient _client;
    private readonly ThawProcedure _procedure;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _thawedEarly = new();
    private readonly ITimer? _timer;
    private readonly long _start;
    private readonly int _freezeAttempts;
    private readonly Lock _gate = new();
    private Task<FreezeReport>? _thaw;
    private bool _isLimitReached;
    private bool _wasSeenThawed;

    internal FrozenGuest(
        GuestAgentClient client,
        ThawProcedure procedure,
        FreezeOptions options,
        IReadOnlyList<string>? mountpoints,
        long count,
        FreezeCoverage? coverage,
        int freezeAttempts)
    {
        _client = client;
        _procedure = procedure;
        _clock = options.TimeProvider;
        _start = _clock.GetTimestamp();
        _freezeAttempts = freezeAttempts;
        Mountpoints = mountpoints;
        Count = count;
        Coverage = coverage;
        FrozenAt = _clock.GetUtcNow();
        _timer = options.Limit == Timeout.InfiniteTimeSpan
            ? null
            : _clock.CreateTimer(static guest => ((FrozenGuest)guest!).ReachLimit(), this, options.Limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many file systems were frozen; 0: none could be, and the guest is not frozen at all.</summary>
    public long Count { get; }

    /// <summary>The mount points that the caller asked to be frozen; null: all file systems.</summary>
    public IReadOnlyList<string>? Mountpoints { get; }

    /// <summary>What was not frozen, where <see cref="FreezeOptions.ListsFileSystems"/> asked for it and the agent knows; null otherwise.</summary>
    public FreezeCoverage? Coverage { get; }

    /// <summary>When the reply to the freeze came, by the host's clock.</summary>
    public DateTimeOffset FrozenAt { get; }

    /// <summary>How long it is since the reply to the freeze came.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>
    /// Cancelled when the freeze ends before the caller ends it: <see cref="FreezeOptions.Limit"/> is reached, or <see cref="CheckAsync"/> finds the guest
    /// thawed. For the work that needs the guest frozen.
    /// </summary>
    public CancellationToken ThawedEarly => _thawedEarly.Token;

    /// <summary>
    /// Asks the agent whether the guest is still frozen. The agent knows of thaws that went through it, not of those by other means in the guest; these
    /// show in <see cref="FreezeReport.WasThawedEarly"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When the agent has confirmed it.</returns>
    /// <exception cref="GuestThawedEarlyException">The guest is thawed.</exception>
    /// <exception cref="InvalidOperationException">The caller has thawed the guest.</exception>
    /// <exception cref="GuestAgentException">The agent did not answer, or not so.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        GuestFsfreezeStatus status = await _client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfEnded();
        if (status == GuestFsfreezeStatus.Thawed && Count > 0)
        {
            _wasSeenThawed = true;
            await _thawedEarly.CancelAsync().ConfigureAwait(false);
            throw new GuestThawedEarlyException("the guest's agent says that the guest is thawed, and it was not thawed by this freeze's owner");
        }
    }

    /// <summary>
    /// Thaws the file systems, trying again while the thaw is not confirmed, for <see cref="FreezeOptions.ThawBudget"/>. Further calls return the same report.
    /// After a failure a further call, or disposal, tries again.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the thaw goes on.</param>
    /// <returns>What became of the freeze. Whether the guest was thawed early is said there and not thrown.</returns>
    /// <exception cref="GuestFreezeUnknownException">It is unknown whether the guest is still frozen.</exception>
    public Task<FreezeReport> ThawAsync(CancellationToken cancellationToken = default) => Start(isLimitReached: false).WaitAsync(cancellationToken);

    /// <summary>Thaws the file systems unless that is done.</summary>
    /// <returns>When it is done.</returns>
    /// <exception cref="GuestFreezeUnknownException">It is unknown whether the guest is still frozen.</exception>
    public async ValueTask DisposeAsync() => await Start(isLimitReached: false).ConfigureAwait(false);

    private void ReachLimit()
    {
        Task<FreezeReport> thaw = Start(isLimitReached: true);
        if (!_isLimitReached)
        {
            return;
        }

        _ = _thawedEarly.CancelAsync();

        // Whoever disposes of this tries again, and is told.
        _ = thaw.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void ThrowIfEnded()
    {
        lock (_gate)
        {
            if (_isLimitReached)
            {
                throw new GuestThawedEarlyException("the guest was thawed as the freeze had reached its time limit");
            }

            if (_thaw is not null)
            {
                throw new InvalidOperationException("the guest has been thawed");
            }
        }
    }

    private Task<FreezeReport> Start(bool isLimitReached)
    {
        lock (_gate)
        {
            if (_thaw is null or { IsFaulted: true })
            {
                _isLimitReached |= isLimitReached;
                _thaw = Task.Run(RunAsync);
            }

            return _thaw;
        }
    }

    private async Task<FreezeReport> RunAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        ThawOutcome outcome = await _procedure.ThawAsync().ConfigureAwait(false);
        return new()
        {
            Mountpoints = Mountpoints,
            Count = Count,
            Coverage = Coverage,
            FrozenAt = FrozenAt,
            Duration = Elapsed,
            FreezeAttempts = _freezeAttempts,
            ThawedCount = outcome.Count,
            ThawAttempts = outcome.Attempts,
            ThawError = outcome.Error,
            WasThawedEarly = _wasSeenThawed ? true : outcome.Count is { } thawed ? thawed < Count : Count == 0 ? false : null,
            IsLimitReached = _isLimitReached,
        };
    }
}
