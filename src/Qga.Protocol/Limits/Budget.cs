namespace Qga.Protocol.Limits;

/// <summary>A bounded amount of a resource that many share. Safe from any thread.</summary>
/// <param name="limit">How much there is.</param>
public sealed class Budget(long limit)
{
    private long _used;

    /// <summary>How much there is in all.</summary>
    public long Limit => limit;

    /// <summary>Takes some of it, if so much is left.</summary>
    /// <returns>False: nothing was taken.</returns>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _used, count) <= limit)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Takes some of it, even if less is left.</summary>
    public void Take(long count) => Interlocked.Add(ref _used, count);

    /// <summary>Gives some back.</summary>
    public void Return(long count) => Interlocked.Add(ref _used, -count);
}
