using System.Net.Sockets;
using System.Text;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Verbs;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>Agents that answer late, wrongly, or not at all.</summary>
public sealed class AnswerFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reply_after_the_time_out_is_not_taken_for_the_next_one()
    {
        await using FakeGuestAgent agent = new();
        TaskCompletionSource late = new();
        agent.SetResult("guest-get-host-name", """{"host-name": "late"}""");
        agent.Script("guest-get-host-name", FakeStep.Hold(late.Task));
        string address = agent.Listen().Path;

        ToolRun first = await ToolRun.StartAsync("call", "--timeout", "0.3", address, "guest-get-host-name");
        Assert.Equal((4, ""), (first.ExitCode, first.Output));
        Assert.Single(first.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        late.SetResult();
        agent.SetResult("guest-get-host-name", """{"host-name": "now"}""");
        ToolRun second = await ToolRun.StartAsync("call", address, "guest-get-host-name");
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("\"now\"", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_trips_go_on_after_a_lost_reply()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-ping", FakeStep.LoseReply, FakeStep.Ordinary);

        ToolRun run = await ToolRun.StartAsync("ping", "--json", "-c", "2", "-i", "0.01", "--timeout", "0.3", agent.Listen().Path);

        Assert.Contains("\"answered\": 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_reply_is_a_time_out_and_lost_connection_says_what_may_have_happened()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-host-name", """{"host-name": "web1"}""");
        agent.Script("guest-get-host-name", FakeStep.LoseReply, FakeStep.CloseAfter);
        string address = agent.Listen().Path;

        ToolRun silent = await ToolRun.StartAsync("call", "--timeout", "0.3", address, "guest-get-host-name");
        Assert.Equal(4, silent.ExitCode);
        Assert.EndsWith("(the guest may still carry it out)\n", silent.Error, StringComparison.Ordinal);
        ToolRun closed = await ToolRun.StartAsync("call", address, "guest-get-host-name");
        Assert.Equal(3, closed.ExitCode);
        Assert.EndsWith("(the command may have been carried out)\n", closed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rubbish\n")]
    [InlineData("{\"return\": 7}\n{\"ret")]
    [InlineData("\u00FF\u00FF{}\n")]
    public async Task Garbage_before_the_first_answer_is_passed_over(string garbage)
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-sync-delimited", FakeStep.GarbageBefore(Encoding.Latin1.GetBytes(garbage)));

        ToolRun run = await ToolRun.StartAsync("call", agent.Listen().Path, "guest-ping");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Frozen_survives_lost_replies()
    {
        await using FakeGuestAgent agent = new();
        agent.Script("guest-fsfreeze-freeze", FakeStep.CloseAfter);
        agent.Script("guest-fsfreeze-thaw", FakeStep.CloseAfter);

        ToolRun run = await ToolRun.StartAsync("frozen", agent.Listen().Path, "--", "/bin/sh", "-c", "exit 7");

        Assert.Equal((7, false), (run.ExitCode, agent.Freezing.IsFrozen));
    }

    /// <summary>QEMU's agent serves one client at a time, as QEMU does on a socket of a port.</summary>
    [Fact]
    public async Task Socket_that_another_client_holds_is_said()
    {
        await using RunningAgent agent = await RunningAgent.StartAsync("/usr/sbin/qemu-ga");
        using Socket other = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await other.ConnectAsync(new UnixDomainSocketEndPoint(agent.Address), Cancellation);

        ToolRun run = await ToolRun.StartAsync("call", "--timeout", "0.5", agent.Address, "guest-ping");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("another client", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The time that a list takes is the limit of one guest, as all are asked at once: none waits for another.</summary>
    [Fact]
    public async Task List_asks_fifty_guests_at_once()
    {
        Assert.True(ListVerb.Limit < TimeSpan.FromSeconds(2));
        List<FakeGuestAgent> agents = [.. Enumerable.Range(0, 50).Select(number => new FakeGuestAgent { IsSilent = number % 5 == 0 })];
        try
        {
            FixedSource source = new([.. agents.Select((agent, number) => new Guest($"web{number}", agent.Listen(), "test"))]);
            using StringWriter output = new() { NewLine = "\n" };
            Terminal terminal = new() { Output = output, Error = TextWriter.Null, Input = () => Stream.Null };

            // Nobody's time is over before all have been asked, however slow the machine is.
            Task<int> listing = Program.RunAsync(["list", "--json", "--timeout", "3600"], terminal, new([source]), Cancellation);
            foreach (FakeGuestAgent agent in agents)
            {
                while (agent.Connections == 0 || (!agent.IsSilent && !agent.Requests.Any(request => request.Command == "guest-network-get-interfaces")))
                {
                    await Task.Delay(5, Cancellation);
                }
            }

            Assert.False(listing.IsCompleted);
            foreach (FakeGuestAgent agent in agents.Where(agent => agent.IsSilent))
            {
                await agent.DisposeAsync();
            }

            Assert.Equal(0, await listing);
            Assert.Equal(41, output.ToString().Split("\"agent\": \"answers\"").Length);
        }
        finally
        {
            foreach (FakeGuestAgent agent in agents)
            {
                await agent.DisposeAsync();
            }
        }
    }
}
