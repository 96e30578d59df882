using System.Diagnostics;

namespace Qga.Conformance.Starvation;

/// <summary>What ends the process when nothing else in it works any more.</summary>
public sealed class WatchdogTests : IDisposable
{
    private const int Abort = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loop_that_does_not_come_back_ends_the_agent()
    {
        // The kernel does not answer the loop's accept4(2).
        string supervisor = NativeProgram.Supervisor(_folder);
        string configuration = _folder.File("conf");
        File.WriteAllText(configuration, "[general]\nwatchdog-timeout=1\n");
        string preparation = $"mkfifo $FOLDER/in; exec 3<>$FOLDER/in\nexec {supervisor} -a -c accept4 -n 2 -f hold \"$0\" \"$@\" <&3";
        using PreparedAgent agent = new(preparation, _folder, "-c", configuration);
        Assert.True(agent.Serves(), agent.Errors);
        long start = Stopwatch.GetTimestamp();
        bool hasEnded = SpinWait.SpinUntil(() => agent.Errors.Contains("has not come back", StringComparison.Ordinal), PreparedAgent.Limit);
        Assert.True(hasEnded, "the agent does not end");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.5, 10);
    }

    [Theory]
    [InlineData("abort()")]
    [InlineData("raise(SIGSEGV)")]
    [InlineData("*(volatile int *)8 = 0")]
    public void What_is_frozen_is_thawed_before_the_process_dies(string fault)
    {
        // Each descriptor is frozen twice; the last one is thawed first, and one that was taken out is left alone.
        File.WriteAllText(
            _folder.File("main.c"),
            $$"""
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            int qga_frozen_add(int);
            void qga_frozen_remove(int);
            int __wrap_ioctl(int descriptor, unsigned long request, ...)
            {
                static int asked[10];
                (void)request;
                dprintf(1, "%d ", descriptor);
                return ++asked[descriptor] > 2 ? -1 : 0;
            }
            int main(void)
            {
                qga_frozen_add(3);
                qga_frozen_add(4);
                qga_frozen_add(5);
                qga_frozen_remove(4);
                {{fault}};
            }
            """);
        string program = NativeProgram.Compile(_folder, "dying", _folder.File("main.c"), "src/Qga.Agent.Linux/Native/watchdog.c", "-Wl,--wrap=ioctl");
        ProcessStartInfo start = new("/bin/sh", ["-c", $"ulimit -c 0; exec {program}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Assert.Equal("5 5 5 3 3 3 ", process.StandardOutput.ReadToEnd());
        Assert.Contains("qemu-ga: ended by a fault", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        Assert.InRange(process.ExitCode, 128 + Abort, 128 + 11);
    }

    [Fact]
    public void The_agent_that_dies_of_a_fault_says_so()
    {
        using PreparedAgent agent = new("ulimit -c 0", _folder);
        Assert.True(agent.Serves(), agent.Errors);
        agent.Signal(Abort);
        Assert.True(agent.HasEnded(PreparedAgent.Limit));
        Assert.Equal(128 + Abort, agent.ExitCode);
        Assert.Contains("qemu-ga: ended by a fault", agent.Errors, StringComparison.Ordinal);
    }
}
