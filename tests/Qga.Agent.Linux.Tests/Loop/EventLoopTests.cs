using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.Tests.Support;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Loop;

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
        _loop.Run();
        Assert.Equal(7, _loop.ExitCode);
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
        _loop.Run();
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
        _loop.Run();
        Assert.Equal(["early"], order);
    }

    [Fact]
    public void Is_idle_once_each_time_that_nothing_has_happened_for_a_while()
    {
        List<string> order = [];
        Thread? other = null;
        _ = new IdleTrim(_loop, TimeSpan.FromMilliseconds(10), () =>
        {
            order.Add("idle");
            if (other is not null)
            {
                _loop.Stop(0);
                return;
            }

            other = new(() =>
            {
                Thread.Sleep(100);
                _loop.Post(() => order.Add("event"));
            });
            other.Start();
        });
        _loop.Run();
        other!.Join();
        Assert.Equal(["idle", "event", "idle"], order);
    }

    [Theory]
    [InlineData(12)] // ENOMEM
    [InlineData(28)] // ENOSPC
    public void Watches_a_descriptor_for_which_the_kernel_had_no_memory_as_soon_as_it_has(int error)
    {
        using ScarceEpoll epoll = new(new Errno(error));
        using EventLoop loop = new(epoll);
        using SafeDescriptor counter = Libc.EventFd(1, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        Assert.True(loop.Add(new Stopping(loop), counter, Libc.EPOLLIN, out _).IsSuccess);
        loop.Run();
        Assert.Equal(7, loop.ExitCode);
        Assert.True(epoll.Refusals > 2);
    }

    [Fact]
    public void Reports_again_though_the_kernel_has_refused_to_at_first()
    {
        using StubbornEpoll epoll = new();
        using EventLoop loop = new(epoll);
        using SafeDescriptor counter = Libc.EventFd(1, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        Assert.True(loop.Add(new Stopping(loop), counter, 0, out int key).IsSuccess);
        Thread other = new(() => loop.Watch(counter, Libc.EPOLLIN, key));
        loop.Post(other.Start);
        loop.Run();
        other.Join();
        Assert.Equal(7, loop.ExitCode);
        Assert.Equal(3, epoll.Changes);
    }

    private sealed class StubbornEpoll : EpollSet
    {
        public int Changes { get; private set; }

        public override Errno Modify(SafeDescriptor watched, uint interest, int key) =>
            ++Changes <= 2 ? Errno.ENOMEM : base.Modify(watched, interest, key);
    }

    private sealed class Stopping(EventLoop loop) : IEventSource
    {
        public void OnEvents(uint events) => loop.Stop(7);
    }
}
