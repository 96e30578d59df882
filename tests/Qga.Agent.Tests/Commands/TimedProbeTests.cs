using Qga.Agent.Commands;

namespace Qga.Agent.Tests.Commands;

public sealed class TimedProbeTests : IDisposable
{
    // Longer than a busy machine keeps a thread waiting.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private readonly ManualResetEventSlim _release = new();
    private readonly TimedProbe<int, string?> _probe;
    private int _asked;
    private int _released;

    public TimedProbeTests() => _probe = new(Ask, s_timeout);

    public void Dispose()
    {
        _release.Set();
        SpinWait.SpinUntil(() => Volatile.Read(ref _released) == Volatile.Read(ref _asked), TimeSpan.FromSeconds(30));
        _release.Dispose();
    }

    [Fact]
    public void All_answers_come_in_the_order_of_the_questions()
    {
        Assert.Equal(["0", "2", "4"], _probe.Ask([0, 2, 4]));
        Assert.Empty(_probe.Ask([]));
    }

    [Fact]
    public void What_is_not_answered_costs_only_its_own_answer() => Assert.Equal(["0", null, "2", null, "4"], _probe.Ask([0, -1, 2, -3, 4]));

    [Fact]
    public void What_is_not_answered_is_not_asked_again_until_it_comes_back()
    {
        Assert.Equal([null, "2"], _probe.Ask([-1, 2]));
        Assert.Equal([null, "2"], _probe.Ask([-1, 2]));
        Assert.Equal(1, _asked);
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => _probe.Ask([-1]) is ["-1"], TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Only_so_many_are_left_unanswered()
    {
        const int Most = TimedProbe<int, string?>.MaximumUnanswered;
        TimedProbe<int, string?> hasty = new(Ask, TimeSpan.FromMilliseconds(100));
        Assert.All(hasty.Ask([.. Enumerable.Range(1, Most + 2).Select(i => -i)]), Assert.Null);

        // Fewer where a thread came too late to ask.
        Assert.InRange(_asked, 1, Most);
    }

    [Fact]
    public void The_same_thread_asks_again()
    {
        TimedProbe<int, int> threads = new(_ => Environment.CurrentManagedThreadId, s_timeout);
        int first = threads.Ask([0])[0];
        Assert.NotEqual(Environment.CurrentManagedThreadId, first);
        Assert.Equal([first, first], threads.Ask([1, 2]));
        Assert.Equal([first], threads.Ask([3]));
    }

    [Fact]
    public void Many_ask_at_the_same_time()
    {
        string[] expected = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];
        int right = 0;
        Thread[] clients = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 50; round++)
            {
                Interlocked.Add(ref right, _probe.Ask([.. Enumerable.Range(0, 100)]).SequenceEqual(expected) ? 1 : 0);
            }
        }))];
        Array.ForEach(clients, client => client.Start());
        Array.ForEach(clients, client => client.Join());
        Assert.Equal(8 * 50, right);
    }

    [Fact]
    public void A_thread_that_cannot_be_started_is_no_answer()
    {
        int left = 1;
        TimedProbe<int, string?> probe = new(Ask, s_timeout, start: run =>
        {
            if (left-- <= 0)
            {
                throw new InsufficientMemoryException();
            }

            new Thread(run) { IsBackground = true }.Start();
        });

        Assert.Equal(["0", null, null, null], probe.Ask([0, -1, 2, 4]));
        Assert.Equal([null, null], probe.Ask([0, 2]));
        left = 1;
        Assert.Equal(["0", "2"], probe.Ask([0, 2]));
    }

    // Below zero: dead until the test says otherwise.
    private string Ask(int subject)
    {
        if (subject < 0)
        {
            Interlocked.Increment(ref _asked);
            _release.Wait();
            Interlocked.Increment(ref _released);
        }

        return $"{subject}";
    }
}
