namespace Qga.Client;

/// <summary>
/// Lets calls pass in the order in which they came: pipelined ones together, up to a number, every other alone.
/// </summary>
/// <param name="canPipeline">Whether any may pass together.</param>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing; a disposed one would leave calls waiting for ever.
internal sealed class CallTurns(bool canPipeline)
{
    private const int MaximumTogether = 16;

    // A semaphore lets those that wait asynchronously pass in the order in which they came.
    private readonly SemaphoreSlim _order = new(1, 1);
    private readonly SemaphoreSlim _places = new(MaximumTogether, MaximumTogether);

    /// <summary>Begins an exchange when its turn has come; the next one begins after it.</summary>
    public async Task<T> RunAsync<T>(bool isPipelined, Func<ValueTask<T>> begin, CancellationToken cancellationToken)
    {
        ValueTask<T> exchange;
        int needed = isPipelined && canPipeline ? 1 : MaximumTogether;
        int taken = 0;
        try
        {
            await _order.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                for (; taken < needed; taken++)
                {
                    await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                exchange = begin();
            }
            finally
            {
                _order.Release();
            }

            return await exchange.ConfigureAwait(false);
        }
        finally
        {
            if (taken > 0)
            {
                _places.Release(taken);
            }
        }
    }
}
