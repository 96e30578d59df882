using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Qga.Conformance;

/// <summary>SIGTERM and SIGINT to our agent, whatever it is doing.</summary>
public sealed class StopTests
{
    // A signal that a thread of the runtime took, or that came between two waits, would show in a few of these.
    private const int Rounds = 25;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);

    // Before the first instruction of the program the signal ends it as it ends any process; from then on it waits for the event loop.
    [Fact]
    public void A_stop_at_any_moment_of_the_start_ends_the_agent()
    {
        const int Terminate = 15;
        const int EndedBySignal = 128 + Terminate;
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        for (int round = 0; round < 200; round++)
        {
            using var folder = new TemporaryFolder();
            using Process agent = Process.Start(AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", folder.File("ga.sock"), "-t", folder.Path]);
            TimeSpan delay = TimeSpan.FromMicroseconds(round * 20);
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < delay;)
            {
            }

            Assert.Equal(0, Kill(agent.Id, Terminate));
            bool hasEnded = agent.WaitForExit(TimeSpan.FromSeconds(20));
            agent.Kill();
            Assert.True(hasEnded, $"the signal was lost, {delay.TotalMicroseconds} µs after the start");
            Assert.True(agent.ExitCode is 0 or EndedBySignal, $"exit status {agent.ExitCode}");
        }
    }

    // A signal for the process goes to any thread that does not block it. The runtime's threads are older than any managed code.
    [Fact]
    public void No_thread_takes_the_signals_but_through_the_event_loop()
    {
        const ulong Stops = 1UL << (2 - 1) | 1UL << (15 - 1);
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var folder = new TemporaryFolder();
        using Process agent = Process.Start(AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", folder.File("ga.sock"), "-t", folder.Path]);
        try
        {
            int most = 0;
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300);)
            {
                string[] threads = Directory.GetDirectories($"/proc/{agent.Id}/task");
                most = Math.Max(most, threads.Length);
                foreach (string thread in threads.Length > 1 ? threads : [])
                {
                    Assert.Equal(Stops, SignalsOf(thread, "SigBlk") & Stops);
                    Assert.Equal(0UL, SignalsOf(thread, "SigCgt") & Stops);
                }
            }

            Assert.True(most > 1);
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public void A_log_that_nobody_reads_stops_neither_the_agent_nor_its_end()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var folder = new TemporaryFolder();
        string path = folder.File("ga.sock");
        ProcessStartInfo start = new(AgentUnderTest.Ours!.Program, ["-v", "-m", "unix-listen", "-p", path, "-t", folder.Path])
        {
            RedirectStandardError = true,
        };
        using Process agent = Process.Start(start)!;
        try
        {
            Assert.True(Listening.Begins(path, TimeSpan.FromSeconds(20)), "the agent does not listen");
            using Peer peer = Peer.Connect(path);

            // Each is a line of the log; a pipe holds some 2,000 of them.
            for (int request = 0; request < 5000; request++)
            {
                peer.Send("{\"execute\": \"guest-ping\"}\n"u8);
                Assert.Equal("{\"return\": {}}", peer.Read(TimeSpan.FromSeconds(20)));
            }

            Assert.Equal(0, Kill(agent.Id, 15));
            Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(20)), "the signal was lost");
            Assert.Equal(0, agent.ExitCode);
        }
        finally
        {
            agent.Kill();
        }
    }

    // The agent is still busy with its start then.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_stop_right_after_the_first_reply_is_an_ordered_one(string signal) => StopManyTimes(signal, "guest-ping");

    // The second request has a thread of its own, and the agent is past its start.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_stop_just_after_a_client_has_left_takes_effect_every_time(string signal) => StopManyTimes(signal, "guest-ping", "guest-get-fsinfo");

    [Fact]
    public void Beside_frozen_file_systems_an_agent_thaws_and_ends_from_its_first_moment_on()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        for (int round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            Directory.CreateDirectory(folder.File("state"));
            File.WriteAllText(folder.File("state/qga.state.isfrozen"), "");
            using var agent = new RunningAgent(AgentUnderTest.Ours!.Program, folder, []);
            agent.Connect().Dispose();
            Process.Start("kill", ["-TERM", $"{agent.Id}"]).WaitForExit();
            Assert.True(agent.HasEnded(TimeSpan.FromSeconds(30)), "the agent goes on");
            Assert.Empty(Directory.EnumerateFiles(folder.File("state"), "qga.state.*"));
        }
    }

    // proc_pid_status(5): a bit for each signal, from 1 on.
    private static ulong SignalsOf(string thread, string set) => Convert.ToUInt64(
        File.ReadLines($"{thread}/status").Single(line => line.StartsWith(set, StringComparison.Ordinal))[(set.Length + 1)..].Trim(), 16);

    private static void StopManyTimes(string signal, params string[] commands)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        for (int round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            string path = folder.File("ga.sock");
            using Process agent = Process.Start(AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", path, "-t", folder.Path]);
            try
            {
                Assert.True(Listening.Begins(path, TimeSpan.FromSeconds(20)), "the agent does not listen");
                foreach (string command in commands)
                {
                    Ask(path, $$"""{"execute":"{{command}}"}""");
                }

                Process.Start("kill", [$"-{signal}", $"{agent.Id}"]).WaitForExit();
                Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(20)), "the signal was lost");
                Assert.Equal(0, agent.ExitCode);
            }
            finally
            {
                agent.Kill();
            }
        }
    }

    private static void Ask(string path, string request)
    {
        using Peer peer = Peer.Connect(path);
        Assert.NotNull(peer.Ask(request));
    }
}
