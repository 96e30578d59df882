namespace Qga.Agent.Commands.Exec;

/// <summary>A number of things that may be in use at a time. For any thread.</summary>
/// <param name="limit">How many.</param>
internal sealed class Budget(long limit)
{
    private long _used;

    /// <summary>How many are in use.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes some, if there are as many.</summary>
    /// <param name="count">How many.</param>
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

    /// <summary>Gives some back.</summary>
    /// <param name="count">How many.</param>
    public void Return(long count) => Interlocked.Add(ref _used, -count);
}
