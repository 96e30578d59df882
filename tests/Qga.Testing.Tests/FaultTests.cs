using Microsoft.Extensions.Time.Testing;
using Qga.Client;

namespace Qga.Testing.Tests;

/// <summary>What a fake agent does wrong on demand.</summary>
public sealed class FaultTests
{
    // Long enough for an agent that answers at once, on a busy machine too.
    private static readonly GuestAgentClientOptions s_patient = new() { CallTimeout = TimeSpan.FromSeconds(30) };
    private static readonly GuestAgentClientOptions s_impatient = new() { CallTimeout = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reply_or_request_is_lost(bool isCarriedOut)
    {
        int done = 0;
        await using FakeGuestAgent agent = new();
        agent.SetHandler("guest-get-time", _ => FakeReply.Return($"{++done}"));
        agent.Script("guest-get-time", isCarriedOut ? FakeStep.LoseReply : FakeStep.LoseRequest);
        await using GuestAgentClient client = new(agent.Connect(), s_impatient);
        await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => client.GuestGetTimeAsync(Cancellation));
        Assert.Equal(isCarriedOut ? 1 : 0, done);
        Assert.Single(agent.Requests);
        await using GuestAgentClient next = new(agent.Connect(), s_patient);
        Assert.Equal(isCarriedOut ? 2 : 1, await next.GuestGetTimeAsync(Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_is_closed(bool isCarriedOut)
    {
        int done = 0;
        await using FakeGuestAgent agent = new();
        agent.SetHandler("guest-get-time", _ => FakeReply.Return($"{++done}"));
        agent.Script("guest-get-time", isCarriedOut ? FakeStep.CloseAfter : FakeStep.CloseBefore);
        await using GuestAgentClient client = new(agent.Listen(), s_patient);
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => client.GuestGetTimeAsync(Cancellation));
        Assert.Equal(isCarriedOut ? 2 : 1, await client.GuestGetTimeAsync(Cancellation));
        Assert.Equal(2, agent.Connections);
        Assert.Equal([1, 2], agent.Requests.Select(request => request.Connection));
    }

    [Fact]
    public async Task Garbage_comes_before_or_instead_of_a_reply()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-time", "5");
        agent.Script("guest-get-time", FakeStep.GarbageBefore("\n\n"u8), FakeStep.GarbageInstead("tea\n"u8), FakeStep.GarbageBefore("{\"noise\": 1}\n"u8));
        await using GuestAgentClient client = new(agent.Connect(), s_patient);
        Assert.Equal(5, await client.GuestGetTimeAsync(Cancellation));
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => client.GuestGetTimeAsync(Cancellation));
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => client.GuestGetTimeAsync(Cancellation));
        Assert.Equal(5, await client.GuestGetTimeAsync(Cancellation));
        Assert.Equal(3, agent.Synchronizations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delays_go_by_the_clock_of_the_test(bool isBefore)
    {
        FakeTimeProvider clock = new();
        int done = 0;
        await using FakeGuestAgent agent = new(clock);
        agent.SetHandler("guest-get-time", _ => FakeReply.Return($"{++done}"));
        agent.Script("guest-get-time", isBefore ? FakeStep.Delay(TimeSpan.FromHours(1)) : FakeStep.ReplyLate(TimeSpan.FromHours(1)));
        await using GuestAgentClient client = new(agent.Connect(), s_patient);
        Task<long> call = client.GuestGetTimeAsync(Cancellation);
        await agent.WaitForRequestAsync("guest-get-time", cancellationToken: Cancellation);
        while (!call.IsCompleted)
        {
            // The delay may not have begun yet.
            clock.Advance(TimeSpan.FromMinutes(61));
            await Task.Yield();
        }

        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task Request_is_held_until_the_test_lets_it_go()
    {
        TaskCompletionSource gate = new();
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-time", "5");
        agent.Script("guest-get-time", FakeStep.Hold(gate.Task));
        await using GuestAgentClient client = new(agent.Connect(), s_patient);
        Task<long> call = client.GuestGetTimeAsync(Cancellation);
        await agent.WaitForRequestAsync("guest-get-time", cancellationToken: Cancellation);
        Assert.False(call.IsCompleted);
        gate.SetResult();
        Assert.Equal(5, await call);
    }

    [Fact]
    public async Task Late_reply_is_dropped_by_a_client_that_gave_up()
    {
        TaskCompletionSource gate = new();
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-time", "5");
        agent.Script("guest-get-time", FakeStep.Hold(gate.Task) with { Reply = FakeReply.Return("4") });
        await using GuestAgentClient client = new(agent.Connect(), s_impatient with { Stream = new() { SynchronizationTimeout = TimeSpan.FromSeconds(30) } });
        await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => client.GuestGetTimeAsync(Cancellation));
        gate.SetResult();

        // It waits for the late reply, and takes no other for its own: a time-out is all that may happen on a busy machine.
        Exception? problem = await Record.ExceptionAsync(() => client.GuestPingAsync(Cancellation));
        Assert.True(problem is null or GuestAgentTimeoutException);
        await using GuestAgentClient patient = new(agent.Connect(), s_patient);
        Assert.Equal(5, await patient.GuestGetTimeAsync(Cancellation));
    }

    [Fact]
    public async Task Agent_can_hang_and_recover()
    {
        await using FakeGuestAgent agent = new() { IsSilent = true };
        GuestAgentClientOptions options = s_patient with { Stream = new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(50) } };
        await using GuestAgentClient client = new(agent.Connect(), options);
        await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestPingAsync(Cancellation));
        agent.IsSilent = false;
        await using GuestAgentClient next = new(agent.Connect(), s_patient);
        await next.GuestPingAsync(Cancellation);
    }

    [Fact]
    public async Task Handshake_can_be_scripted_too()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-sync-delimited", FakeStep.CloseBefore);
        await using GuestAgentClient client = new(agent.Listen(), s_patient);
        await Assert.ThrowsAsync<GuestUnreachableException>(() => client.GuestPingAsync(Cancellation));
        await client.GuestPingAsync(Cancellation);
    }

    [Fact]
    public async Task Socket_comes_and_goes()
    {
        await using FakeGuestAgent agent = new();
        UnixGuestAddress address = agent.Listen();
        Assert.Throws<InvalidOperationException>(() => agent.Listen());
        await agent.StopListeningAsync();
        Assert.False(File.Exists(address.Path));
        await using GuestAgentClient client = new(address, s_patient);
        await Assert.ThrowsAsync<GuestSocketNotFoundException>(() => client.GuestPingAsync(Cancellation));
        Assert.Equal(address, agent.Listen(address.Path));
        await client.GuestPingAsync(Cancellation);
        Assert.Throws<IOException>(() => new FakeGuestAgent().Listen(address.Path));
    }

    [Fact]
    public async Task Disconnection_and_disposal_end_what_waits()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-get-time", FakeStep.Hold(new TaskCompletionSource().Task));
        await using GuestAgentClient client = new(agent.Connect(), s_patient);
        Task<long> call = client.GuestGetTimeAsync(Cancellation);
        await agent.WaitForRequestAsync("guest-get-time", cancellationToken: Cancellation);
        await agent.DisconnectAsync();
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => call);
        await agent.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(agent.Connect);
    }

    [Fact]
    public async Task Client_that_leaves_ends_a_connection_in_memory()
    {
        await using FakeGuestAgent agent = new();
        Stream stream = agent.Connect();
        Task<int> read = stream.ReadAsync(new byte[1], Cancellation).AsTask();
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.WriteAsync(new byte[1], Cancellation));
    }
}
