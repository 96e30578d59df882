namespace Qga.Client;

/// <summary>A link that is opened for the first exchange, and anew after its connection was lost.</summary>
/// <param name="address">Where the agent is reached.</param>
/// <param name="options">How a byte stream is used.</param>
internal sealed class ReconnectingLink(GuestAddress address, StreamLinkOptions options) : IGuestLink
{
    // Those that wait pass in the order in which they came, so that requests keep theirs.
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private IGuestLink? _link;
    private int _exchanges;

    public bool CanPipeline => address is not LibvirtGuestAddress;

    /// <summary>Whether the next exchange needs no new connection, as far as is known.</summary>
    internal bool IsOpen => _link is not (null or StreamLink { IsEnded: true } or LibvirtLink { IsEnded: true });

    /// <summary>Opens the link unless it is open; over a byte stream an agent has answered then.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await OpenInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        ValueTask<T> exchange;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IGuestLink link = await OpenInTurnAsync(cancellationToken).ConfigureAwait(false);
            exchange = link.ExchangeAsync(request, read, cancellationToken);
            Interlocked.Increment(ref _exchanges);
        }
        finally
        {
            _opening.Release();
        }

        try
        {
            return await exchange.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _exchanges);
        }
    }

    /// <summary>Closes the connection unless an exchange is under way, so that others are served: QEMU has one client of a socket at a time.</summary>
    public async Task CloseIfIdleAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_link is not null && Volatile.Read(ref _exchanges) == 0)
            {
                await _link.DisposeAsync().ConfigureAwait(false);
                _link = null;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A link that is just being opened is given up.
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_link is not null)
        {
            await _link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<IGuestLink> OpenInTurnAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, typeof(GuestAgentClient));
        if (IsOpen)
        {
            return _link!;
        }

        if (_link is not null)
        {
            await _link.DisposeAsync().ConfigureAwait(false);
            _link = null;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        IGuestLink opened = await address.OpenAsync(options, either.Token).ConfigureAwait(false);
        try
        {
            if (opened is StreamLink stream)
            {
                await stream.SynchronizeAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return _link = opened;
    }
}
