using Qga.Agent.Linux.Channels;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class EventLoopTests : IDisposable
{
    private readonly EventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Runs_what_another_thread_posts_on_its_own()
    {
        int thread = 0;
        Thread other = new(() => _loop.Post(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            _loop.Stop(7);
        }));
        other.Start();
        Assert.Equal(7, _loop.Run(_ => true));
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        other.Join();
    }

    [Fact]
    public void Gives_others_a_turn_between_deferred_actions()
    {
        List<string> order = [];
        _loop.Post(() => order.Add("posted"));
        _loop.Defer(() =>
        {
            order.Add("first");
            _loop.Defer(() =>
            {
                order.Add("second");
                _loop.Stop(0);
            });
        });
        _loop.Run(_ => true);
        Assert.Equal(["posted", "first", "second"], order);
    }

    [Fact]
    public void Fires_timers_in_the_order_of_their_times_and_not_those_that_were_stopped()
    {
        List<string> order = [];
        LoopTimer never = _loop.CreateTimer(() => order.Add("never"));
        LoopTimer late = _loop.CreateTimer(() => _loop.Stop(0));
        LoopTimer early = _loop.CreateTimer(() =>
        {
            order.Add("early");
            never.Stop();
        });
        early.Start(TimeSpan.FromMilliseconds(1));
        never.Start(TimeSpan.FromMilliseconds(20));
        late.Start(TimeSpan.FromMilliseconds(40));

        // All of them are due when the loop begins.
        Thread.Sleep(50);
        _loop.Run(_ => true);
        Assert.Equal(["early"], order);
    }

    [Fact]
    public void Rests_once_each_time_that_nothing_has_happened_for_a_while()
    {
        List<string> order = [];
        using EventLoop quick = new() { QuietTime = TimeSpan.FromMilliseconds(10) };
        Thread? other = null;
        quick.AtRest = () =>
        {
            order.Add("rest");
            if (other is not null)
            {
                quick.Stop(0);
                return;
            }

            other = new(() =>
            {
                Thread.Sleep(100);
                quick.Post(() => order.Add("event"));
            });
            other.Start();
        };
        quick.Run(_ => true);
        other!.Join();
        Assert.Equal(["rest", "event", "rest"], order);
    }
}
