namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    // A semaphore lets those that wait asynchronously pass in the order in which they came.
    private async ValueTask<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var turn = new Turn(_turn);
        if (_lost is not null)
        {
            turn.Dispose();
            throw new GuestAgentConnectionException(_lost);
        }

        return turn;
    }

    private async Task WithinAsync(TimeSpan limit, string command, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(limit);
        try
        {
            await action(timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuestAgentTimeoutException(command, limit);
        }
        catch (GuestAgentReplyException)
        {
            _isSynchronized = false;
            throw;
        }
        catch (GuestAgentConnectionException problem)
        {
            _lost = problem;
            throw;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            throw new GuestAgentConnectionException(problem);
        }
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
