using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;

namespace Qapi.Runtime.Tests.Serving;

public sealed class DeferredTests
{
    // Enough that both orders of two threads occur, few enough for a busy machine.
    private const int Races = 300;

    private readonly Deferred<string> _reply = new((scoped ref JsonWriter writer, string value) => writer.Value(value));

    [Fact]
    public void The_first_result_counts()
    {
        _reply.Complete("first");
        _reply.Complete("second");
        _reply.Complete(QapiError.Generic("third"));

        Assert.Equal("\"first\"", Written(_reply));
    }

    [Fact]
    public void A_refusal_writes_nothing()
    {
        _reply.Complete(QapiError.Generic("no"));

        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        Assert.Equal("no", _reply.Write(ref writer)?.Description);
        writer.Flush();
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void What_is_not_completed_cannot_be_written() => Assert.Throws<InvalidOperationException>(() => Written(_reply));

    [Fact]
    public void The_server_is_told_once_on_the_thread_that_completes()
    {
        int calls = 0;
        int thread = 0;
        _reply.OnCompleted(() =>
        {
            Assert.True(_reply.IsCompleted);
            calls++;
            thread = Environment.CurrentManagedThreadId;
        });
        Assert.Equal(0, calls);

        int completing = 0;
        Run(() =>
        {
            completing = Environment.CurrentManagedThreadId;
            _reply.Complete("done");
            _reply.Complete("again");
        });

        Assert.Equal((1, completing), (calls, thread));
    }

    [Fact]
    public void The_server_is_told_at_once_of_what_is_completed()
    {
        bool isTold = false;
        _reply.Complete("done");
        _reply.OnCompleted(() => isTold = true);
        Assert.True(isTold);
    }

    [Fact]
    public void A_request_to_hurry_reaches_the_command_once()
    {
        int calls = 0;
        _reply.Expedited = () => calls++;
        _reply.Expedite();
        _reply.Expedite();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_request_to_hurry_that_comes_before_its_callback_reaches_it()
    {
        _reply.Expedite();
        _reply.Expedited = () => _reply.Complete("in a hurry");
        Assert.Equal("\"in a hurry\"", Written(_reply));
    }

    [Fact]
    public void What_is_completed_or_abandoned_cannot_hurry()
    {
        bool hurries = false;
        _reply.Complete("done");
        _reply.Expedited = () => hurries = true;
        _reply.Expedite();
        _reply.Expedited = () => hurries = true;

        Deferred<string> abandoned = New();
        abandoned.Abandon();
        abandoned.Expedited = () => hurries = true;
        abandoned.Expedite();
        Assert.False(hurries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_command_is_told_once_that_nobody_waits_completed_or_not(bool isCompleted)
    {
        int calls = 0;
        if (isCompleted)
        {
            _reply.Complete("done");
        }

        _reply.Abandoned = () => calls++;
        _reply.Abandon();
        _reply.Abandon();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void An_end_that_comes_before_its_callback_reaches_it()
    {
        bool isTold = false;
        _reply.Abandon();
        _reply.Abandoned = () => isTold = true;
        Assert.True(isTold);
    }

    [Fact]
    public void The_server_is_not_told_of_what_it_has_abandoned()
    {
        bool isTold = false;
        _reply.OnCompleted(() => isTold = true);
        _reply.Abandon();
        _reply.Complete("too late");
        Assert.False(isTold);
    }

    [Fact]
    public void A_completion_that_races_with_its_server_is_told_once() => Race(
        (reply, counter) => reply.OnCompleted(() => Interlocked.Increment(ref counter.Value)),
        (reply, _) => reply.Complete("done"));

    [Fact]
    public void A_request_to_hurry_that_races_with_its_callback_reaches_it_once() => Race(
        (reply, counter) => reply.Expedited = () => Interlocked.Increment(ref counter.Value),
        (reply, _) => reply.Expedite());

    [Fact]
    public void An_end_that_races_with_its_callback_reaches_it_once() => Race(
        (reply, counter) => reply.Abandoned = () => Interlocked.Increment(ref counter.Value),
        (reply, _) => reply.Abandon());

    [Fact]
    public void Of_two_results_that_race_one_counts() => Race(
        (reply, counter) =>
        {
            reply.OnCompleted(() => Interlocked.Increment(ref counter.Value));
            reply.Complete("one");
        },
        (reply, _) => reply.Complete("other"));

    private static Deferred<string> New() => new((scoped ref JsonWriter writer, string value) => writer.Value(value));

    private static void Race(Action<Deferred<string>, StrongBox> first, Action<Deferred<string>, StrongBox> second)
    {
        using Barrier barrier = new(2);
        Deferred<string>[] replies = [.. Enumerable.Range(0, Races).Select(_ => New())];
        StrongBox[] counters = [.. replies.Select(_ => new StrongBox())];
        Thread thread = new(() => Each(second));
        thread.Start();
        Each(first);
        thread.Join();
        Assert.All(counters, counter => Assert.Equal(1, counter.Value));

        void Each(Action<Deferred<string>, StrongBox> action)
        {
            for (int i = 0; i < Races; i++)
            {
                barrier.SignalAndWait();
                action(replies[i], counters[i]);
            }
        }
    }

    private static void Run(Action action)
    {
        Thread thread = new(() => action());
        thread.Start();
        thread.Join();
    }

    private static string Written(Deferred<string> reply)
    {
        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        Assert.Null(reply.Write(ref writer));
        writer.Flush();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
