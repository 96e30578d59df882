using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>Ends a copy that does not come forward: each piece, and each file of a tree, gives it the whole time again.</summary>
internal sealed class StallGuard : IProgress<GuestCopyProgress>, IDisposable
{
    // What a guest's program reads in a second at the least while it makes the checksum of a copy that is complete.
    private const double SlowestRate = 50e6;

    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _outer;
    private readonly IProgress<GuestCopyProgress>? _next;
    private readonly bool _isGuarded;

    /// <param name="limit">How long nothing may move; null: without end.</param>
    /// <param name="isResumed">Whether what there is of an earlier copy is looked at first, which takes time and is no progress.</param>
    /// <param name="next">Is told as well; null: nobody.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    public StallGuard(TimeSpan? limit, bool isResumed, IProgress<GuestCopyProgress>? next, CancellationToken cancellationToken)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _outer = cancellationToken;
        _next = next;
        _isGuarded = limit is not null;
        Limit = limit ?? Timeout.InfiniteTimeSpan;
        if (!isResumed)
        {
            _ending.CancelAfter(Limit);
        }
    }

    public TimeSpan Limit { get; }

    /// <summary>Ends when nothing has moved for too long, or the copy is to end.</summary>
    public CancellationToken Token => _ending.Token;

    /// <summary>Whether it was this that has ended the copy.</summary>
    public bool HasStalled => _ending.IsCancellationRequested && !_outer.IsCancellationRequested;

    public void Report(GuestCopyProgress value)
    {
        if (_isGuarded)
        {
            bool isWhole = value.TotalBytes is long total && value.Bytes >= total;
            _ending.CancelAfter(Limit + (isWhole ? TimeSpan.FromSeconds(value.Bytes / SlowestRate) : TimeSpan.Zero));
        }

        _next?.Report(value);
    }

    public void Dispose() => _ending.Dispose();
}
