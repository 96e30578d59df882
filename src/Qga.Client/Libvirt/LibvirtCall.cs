namespace Qga.Client;

/// <summary>A call that waits for <see cref="LibvirtThread"/>, or is carried out by it.</summary>
internal abstract class LibvirtCall
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;

    /// <summary>Completes when the call begins.</summary>
    public Task Started => _started.Task;

    /// <summary>Gives the call up before it has begun.</summary>
    /// <returns>Whether it will never begin; false: it has begun.</returns>
    public bool TryAbandon() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Carries it out, unless it was given up.</summary>
    public void Run()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0)
        {
            _started.SetResult();
            RunFunction();
        }
    }

    protected abstract void RunFunction();
}

/// <typeparam name="T">What the call returns.</typeparam>
/// <param name="function">The call.</param>
internal sealed class LibvirtCall<T>(Func<T> function) : LibvirtCall
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it returned or threw.</summary>
    public Task<T> Result => _result.Task;

    protected override void RunFunction()
    {
        try
        {
            _result.SetResult(function());
        }
#pragma warning disable CA1031 // It reaches the one who waits for the result.
        catch (Exception problem)
        {
            _result.SetException(problem);

            // Maybe nobody waits any more.
            _ = _result.Task.Exception;
        }
#pragma warning restore CA1031
    }
}
