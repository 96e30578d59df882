using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Qga.Testing;

namespace Qga.Client.Tests.Readiness;

public sealed class ReadinessTests
{
    private static readonly ReadinessOptions s_quick = new() { FirstInterval = TimeSpan.FromMilliseconds(1), MaxInterval = TimeSpan.FromMilliseconds(5) };
    private static readonly ReadinessOptions s_short = s_quick with { Timeout = TimeSpan.FromMilliseconds(300) };

    // For an agent that is to be found silent.
    private static readonly GuestAgentClientOptions s_impatient = new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(20) } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guest_that_answers_is_ready_at_once()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        ReadinessReport report = await client.WaitUntilReadyAsync(cancellationToken: Cancellation);
        Assert.Equal((ReadinessState.Ready, 1), (report.State, report.Attempts));
    }

    [Fact]
    public async Task Socket_that_does_not_exist_yet_is_waited_for()
    {
        string path = Path.Combine(Path.GetTempPath(), $"qga-{Guid.NewGuid():N}");
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(new UnixGuestAddress(path));
        Reports reports = new(report =>
        {
            if (report.Attempts == 2)
            {
                agent.Listen(path);
            }
        });
        ReadinessReport ready = await client.WaitUntilReadyAsync(s_quick, reports, Cancellation);
        Assert.Equal([ReadinessState.NoSocket, ReadinessState.NoSocket, ReadinessState.Ready], reports.All.Select(report => report.State));
        Assert.Equal(ready, reports.All[^1]);
    }

    [Fact]
    public async Task Pauses_grow()
    {
        FakeTimeProvider clock = new();
        await using GuestAgentClient client = new(new UnixGuestAddress("/nonexistent/socket"));
        Reports reports = new(_ => { });
        ReadinessOptions options = new() { Timeout = TimeSpan.FromSeconds(60), TimeProvider = clock };
        Task<ReadinessReport> wait = client.WaitUntilReadyAsync(options, reports, Cancellation);
        while (!wait.IsCompleted)
        {
            // Small steps, each of which lets the wait go on before the next.
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1, Cancellation);
        }

        var problem = await Assert.ThrowsAsync<GuestNotReadyException>(() => wait);
        Assert.True(problem.Report.Elapsed >= TimeSpan.FromSeconds(60));

        // Pauses of 0.2, 0.3, 0.45, 0.675, 1, 1.5, 2.3, 3, 3 … seconds are 25 in a minute; a slow machine sees fewer.
        Assert.InRange(reports.All.Count, 5, 26);
    }

    [Fact]
    public async Task Diagnosis_says_that_there_is_no_socket()
    {
        await using GuestAgentClient client = new(new UnixGuestAddress("/nonexistent/socket"));
        await AssertNotReadyAsync(client, s_short, ReadinessState.NoSocket, "no socket: there is no socket /nonexistent/socket");
    }

    [Fact]
    public async Task Diagnosis_says_that_nobody_listens()
    {
        string path = Path.Combine(Path.GetTempPath(), $"qga-{Guid.NewGuid():N}");

        // The kernel refuses a connection to any file that nobody listens at.
        await File.WriteAllTextAsync(path, "", Cancellation);
        await using GuestAgentClient client = new(new UnixGuestAddress(path));
        await AssertNotReadyAsync(client, s_short, ReadinessState.ConnectionRefused, "connection refused");
        File.Delete(path);
    }

    [Fact]
    public async Task Diagnosis_says_that_the_agent_is_silent()
    {
        await using FakeGuestAgent agent = new() { IsSilent = true };
        await using GuestAgentClient client = new(agent.Listen(), s_impatient);
        await AssertNotReadyAsync(client, s_short, ReadinessState.AgentSilent, "the agent is silent");
        agent.IsSilent = false;
        await using GuestAgentClient patient = new(agent.Connect());
        await patient.WaitUntilReadyAsync(s_quick, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Diagnosis_says_that_the_wait_ended_in_the_first_attempt()
    {
        await using FakeGuestAgent agent = new() { IsSilent = true };
        await using GuestAgentClient client = new(agent.Connect());
        await AssertNotReadyAsync(client, s_short, ReadinessState.AgentSilent, "the first attempt has not ended");
    }

    [Fact]
    public async Task Diagnosis_says_that_the_guest_is_frozen()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-network-get-interfaces", "[]");
        agent.Freezing.Freeze();
        await using GuestAgentClient client = new(agent.Connect());
        await AssertNotReadyAsync(client, s_short with { RequiresThawed = true }, ReadinessState.Frozen, "frozen");
        await AssertNotReadyAsync(client, s_short with { Address = new() }, ReadinessState.Frozen, "does not tell its addresses");
        await client.WaitUntilReadyAsync(s_quick, cancellationToken: Cancellation);
        agent.Freezing.ThawEarly();
        await client.WaitUntilReadyAsync(s_quick with { RequiresThawed = true }, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Between_two_attempts_others_have_their_turn()
    {
        FakeTimeProvider clock = new();
        await using FakeGuestAgent agent = new();
        agent.Freezing.Freeze();
        string path = Path.Combine(Path.GetTempPath(), $"qga-{Guid.NewGuid():N}");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        _ = ServeOneAtATimeAsync(listener, agent);
        await using GuestAgentClient client = new(new UnixGuestAddress(path));
        ReadinessOptions options = new() { RequiresThawed = true, TimeProvider = clock };
        Task<ReadinessReport> wait = client.WaitUntilReadyAsync(options, cancellationToken: Cancellation);
        await agent.WaitForRequestAsync("guest-fsfreeze-status", cancellationToken: Cancellation);

        // The clock stands still: this is the pause.
        await using (GuestAgentClient other = new(new UnixGuestAddress(path)))
        {
            await other.GuestFsfreezeThawAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }

        while (!wait.IsCompleted)
        {
            clock.Advance(options.FirstInterval);
            await Task.Delay(1, Cancellation);
        }

        Assert.Equal(ReadinessState.Ready, (await wait).State);
        File.Delete(path);
    }

    [Fact]
    public async Task Address_is_waited_for()
    {
        const string address = """[{"name": "eth0", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "192.0.2.5", "prefix": 24}]}]""";
        int asked = 0;
        await using FakeGuestAgent agent = new();
        agent.SetHandler("guest-network-get-interfaces", _ => FakeReply.Return(++asked < 3 ? """[{"name": "eth0"}]""" : address));
        await using GuestAgentClient client = new(agent.Connect());
        Reports reports = new(_ => { });
        await client.WaitUntilReadyAsync(s_quick with { Address = AddressFilter.Reachable }, reports, Cancellation);
        Assert.Equal([ReadinessState.NoAddress, ReadinessState.NoAddress, ReadinessState.Ready], reports.All.Select(report => report.State));
    }

    [Fact]
    public async Task Agent_that_cannot_tell_addresses_is_not_waited_for()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        var problem = await Assert.ThrowsAsync<GuestNotReadyException>(
            () => client.WaitUntilReadyAsync(s_quick with { Address = AddressFilter.Reachable }, cancellationToken: Cancellation));
        Assert.Equal((ReadinessState.NoAddress, 1), (problem.Report.State, problem.Report.Attempts));
    }

    [Fact]
    public async Task Agent_that_refuses_a_ping_does_not_work()
    {
        await using FakeGuestAgent agent = new();
        agent.SetError("guest-ping", "out of order");
        await using GuestAgentClient client = new(agent.Connect());
        await AssertNotReadyAsync(client, s_short, ReadinessState.AgentFails, "the agent does not work: out of order");
    }

    [Fact]
    public async Task Stream_that_has_ended_is_not_waited_for()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-ping", FakeStep.CloseBefore);
        await using GuestAgentClient client = new(agent.Connect());
        await AssertNotReadyAsync(client, s_quick, ReadinessState.ConnectionLost, "connection lost");
    }

    [Fact]
    public async Task Wait_can_be_cancelled()
    {
        using CancellationTokenSource cancellation = new();
        await using GuestAgentClient client = new(new UnixGuestAddress("/nonexistent/socket"));
        Reports reports = new(_ => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitUntilReadyAsync(s_quick, reports, cancellation.Token));
    }

    private static async Task AssertNotReadyAsync(GuestAgentClient client, ReadinessOptions options, ReadinessState state, string message)
    {
        var problem = await Assert.ThrowsAsync<GuestNotReadyException>(() => client.WaitUntilReadyAsync(options, cancellationToken: Cancellation));
        Assert.Equal(state, problem.Report.State);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    // As QEMU serves its sockets.
    private static async Task ServeOneAtATimeAsync(Socket listener, FakeGuestAgent agent)
    {
        while (true)
        {
            await using NetworkStream host = new(await listener.AcceptAsync(Cancellation), ownsSocket: true);
            await using Stream guest = agent.Connect();
            await Task.WhenAny(host.CopyToAsync(guest, Cancellation), guest.CopyToAsync(host, Cancellation));
        }
    }

    // Progress<T> tells later, on another thread.
    private sealed class Reports(Action<ReadinessReport> then) : IProgress<ReadinessReport>
    {
        public List<ReadinessReport> All { get; } = [];

        public void Report(ReadinessReport value)
        {
            All.Add(value);
            then(value);
        }
    }
}
