using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Qga.Conformance.Starvation;

/// <summary>System calls that fail once on the way to the background.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class BackgroundFaultTests : IDisposable
{
    private const int Rounds = 10;

    private readonly TemporaryFolder _folder = new();
    private int _starts;

    public void Dispose() => _folder.Dispose();

    // The second process tells the first one through a pipe that it serves; pipe(7), write(2).
    [Theory]
    [InlineData("write", "EINTR", 6)]
    [InlineData("write", "ENOMEM", 6)]
    [InlineData("read", "EINTR", 16)]
    [InlineData("read", "ENOMEM", 16)]
    public void The_first_process_ends_when_the_second_serves(string call, string fault, int calls)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string supervisor = NativeProgram.Supervisor(_folder);

        // The calls of both processes are counted together, and their order is not the same each time.
        bool isMet = false;
        for (int round = 0; round < Rounds && !isMet; round++)
        {
            for (int number = 1; number <= calls; number++)
            {
                string[] events = Start(supervisor, call, number, fault);
                if (events.Any(line => line.StartsWith($"fault {call} pipe:", StringComparison.Ordinal)))
                {
                    isMet = true;
                    Assert.Contains("exit 0", events);
                }
            }
        }

        Assert.True(isMet, "the pipe was never met");
    }

    [Theory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    public void A_pid_file_that_cannot_be_written_is_not_left_behind(string fault)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string supervisor = NativeProgram.Supervisor(_folder);
        string[] events = Start(supervisor, "write", 1, fault);
        Assert.Contains(events, line => line.StartsWith("fault write ", StringComparison.Ordinal) && line.EndsWith("/ga.pid", StringComparison.Ordinal));
        Assert.Contains("exit 1", events);
        Assert.Empty(Directory.GetFiles(_folder.Path, "ga.pid", SearchOption.AllDirectories));
    }

    // What the supervisor reports, to the end of the first process.
    private string[] Start(string supervisor, string call, int number, string fault)
    {
        string folder = Directory.CreateDirectory(_folder.File($"{_starts++}")).FullName;
        string pid = Path.Combine(folder, "ga.pid");
        string[] words =
        [
            "-a", "-c", call, "-n", number.ToString(CultureInfo.InvariantCulture), "-f", fault, AgentUnderTest.Ours!.Program,
            "-d", "-m", "unix-listen", "-p", Path.Combine(folder, "ga.sock"), "-t", folder, "-f", pid,
        ];
        ProcessStartInfo start = new(supervisor, words) { RedirectStandardInput = true, RedirectStandardOutput = true };
        StringBuilder events = new();
        using ManualResetEventSlim hasEnded = new();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            events.AppendLine(line.Data);
            if (line.Data?.StartsWith("exit ", StringComparison.Ordinal) != false)
            {
                hasEnded.Set();
            }
        };
        process.BeginOutputReadLine();
        bool ended = hasEnded.Wait(PreparedAgent.Limit);
        if (File.Exists(pid))
        {
            using Process second = Process.GetProcessById(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture));
            second.Kill();
        }

        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(ended, $"{call} {number} with {fault}: the first process neither ends nor serves: {events}");
        return events.ToString().Split('\n');
    }
}
