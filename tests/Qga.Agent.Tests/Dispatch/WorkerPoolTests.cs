using Qga.Agent.Dispatch;

namespace Qga.Agent.Tests.Dispatch;

public sealed class WorkerPoolTests
{
    [Fact]
    public void Refuses_when_every_thread_is_held_and_goes_on_when_one_is_free()
    {
        using ManualResetEventSlim release = new();
        using SemaphoreSlim done = new(0);
        WorkerPool pool = new(_ =>
        {
            release.Wait();
            done.Release();
        });
        for (int count = 0; count < WorkerPool.MaximumThreads; count++)
        {
            Assert.True(pool.TryRun(new Job(null!, null!, null!)));
        }

        Assert.False(pool.TryRun(new Job(null!, null!, null!)));
        release.Set();
        for (int count = 0; count < WorkerPool.MaximumThreads; count++)
        {
            Assert.True(done.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        Assert.True(SpinWait.SpinUntil(() => pool.TryRun(new Job(null!, null!, null!)), TimeSpan.FromSeconds(30)));
        Assert.True(done.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(SpinWait.SpinUntil(() => pool.IdleThreads == pool.Threads, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Uses_a_thread_again_that_has_just_ended_its_job()
    {
        List<int> threads = [];
        using SemaphoreSlim done = new(0);
        WorkerPool pool = new(_ =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            done.Release();
        });
        for (int count = 0; count < 3; count++)
        {
            pool.TryRun(new Job(null!, null!, null!));
            done.Wait(TestContext.Current.CancellationToken);
            Assert.True(SpinWait.SpinUntil(() => pool.IdleThreads == 1, TimeSpan.FromSeconds(30)));
        }

        Assert.Single(threads.Distinct());
    }

    [Fact]
    public void Keeps_no_thread_that_has_nothing_to_do()
    {
        WorkerPool pool = new(_ => { });
        pool.TryRun(new Job(null!, null!, null!));
        Assert.True(SpinWait.SpinUntil(() => pool.Threads == 0, TimeSpan.FromSeconds(30)));
    }
}
