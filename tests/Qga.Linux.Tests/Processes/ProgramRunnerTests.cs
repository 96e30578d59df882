using System.Diagnostics;
using System.Globalization;
using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Linux.Tests.Processes;

public sealed class ProgramRunnerTests
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(20);

    [Fact]
    public void Status_and_both_outputs_come_back()
    {
        ProgramResult result = Shell("echo one; echo two >&2; exit 7", s_ample);
        Assert.Equal((ProgramEnd.Exited, 7, "one\ntwo\n"), (result.End, result.Number, Text(result)));
        Assert.False(result.Succeeded);
        Assert.True(Shell("exit 0", s_ample).Succeeded);
    }

    [Fact]
    public void A_signal_that_ends_the_program_is_told_apart_from_a_status()
    {
        ProgramResult result = Shell("echo before; kill -9 $$", s_ample);
        Assert.Equal((ProgramEnd.Signaled, 9, "before\n"), (result.End, result.Number, Text(result)));
    }

    [Theory]
    [InlineData("/nowhere/program", 2)]
    [InlineData("no-program-has-this-name", 2)]
    [InlineData("/etc/passwd", 13)]
    public void A_program_that_cannot_be_started_gives_the_error_number(string program, int number)
    {
        ProgramResult result = ProgramRunner.Run(new(program, [], s_ample));
        Assert.Equal((ProgramEnd.NotStarted, number), (result.End, result.Number));
    }

    [Fact]
    public void A_name_without_slash_is_looked_for_in_PATH() => Assert.True(ProgramRunner.Run(new("true", [], s_ample)).Succeeded);

    [Fact]
    public void Arguments_arrive_as_they_are()
    {
        ProgramResult result = ProgramRunner.Run(new("/usr/bin/printf", ["%s|", "a b", "", "$HOME", "ü"], s_ample));
        Assert.Equal("a b||$HOME|ü|", Text(result));
    }

    [Fact]
    public void A_program_that_hangs_is_ended_with_its_children()
    {
        AssertEnded(new("/bin/sh", ["-c", "sleep 300 & echo $!; wait"], TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void A_program_that_is_cancelled_is_ended()
    {
        using TemporaryDirectory directory = new();
        string started = Path.Combine(directory.Path, "started");
        using SafeDescriptor cancellation = Libc.EventFd(0, Libc.EFD_CLOEXEC);
        Thread cancelling = new(() =>
        {
            SpinWait.SpinUntil(() => File.Exists(started), s_ample);
            Libc.Write(cancellation, BitConverter.GetBytes(1UL));
        });
        cancelling.Start();

        ProgramCall call = new("/bin/sh", ["-c", $"echo $$; : > {started}; exec sleep 300"], 3 * s_ample) { Cancellation = cancellation };
        ProgramResult result = ProgramRunner.Run(call);

        cancelling.Join();
        Assert.Equal(ProgramEnd.TimedOut, result.End);
        AssertGone(Text(result));
    }

    [Fact]
    public void A_program_that_ignores_SIGTERM_is_ended_too()
    {
        ProgramCall call = new("/bin/sh", ["-c", "trap '' TERM; echo $$; while :; do sleep 300; done"], TimeSpan.FromMilliseconds(300))
        {
            Grace = TimeSpan.FromMilliseconds(300),
        };
        AssertEnded(call);
    }

    [Theory]
    [InlineData("sleep 300 & echo $!")]
    [InlineData("yes >&1 2>/dev/null & echo $! >&2; exec sleep 0.1")]
    public void A_stray_child_that_holds_the_pipe_is_not_waited_for(string script)
    {
        long start = Stopwatch.GetTimestamp();
        ProgramResult result = ProgramRunner.Run(new("/bin/sh", ["-c", script], s_ample) { OutputLimit = 1 << 20 });
        Assert.True(result.Succeeded);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        foreach (string line in Text(result).Split('\n'))
        {
            if (int.TryParse(line, CultureInfo.InvariantCulture, out int stray))
            {
                Libc.Kill(stray, Libc.SIGKILL);
            }
        }
    }

    [Fact]
    public void Output_beyond_the_limit_is_dropped_and_does_not_block_the_program()
    {
        ProgramCall call = new("/bin/sh", ["-c", "head -c 3000000 /dev/zero; exit 3"], s_ample) { OutputLimit = 1000 };
        ProgramResult result = ProgramRunner.Run(call);
        Assert.Equal((3, 1000), (result.Number, result.Output.Length));
    }

    [Fact]
    public void All_of_a_large_output_comes_back() =>
        Assert.Equal(3_000_000, ProgramRunner.Run(new("head", ["-c", "3000000", "/dev/zero"], s_ample) { OutputLimit = 4_000_000 }).Output.Length);

    [Fact]
    public void The_program_starts_with_clean_descriptors_signals_and_session()
    {
        using FileStream inheritable = new("/etc/passwd", FileMode.Open, FileAccess.Read, FileShare.Inheritable | FileShare.Read);

        // The shell reads its own status: while it starts a program it blocks signals itself.
        const string Script = """
            readlink /proc/self/fd/0
            ls /proc/$$/fd
            while read -r name value; do case $name in SigBlk:|SigIgn:) echo "$value";; esac; done </proc/$$/status
            ps -o pid=,sid= -p $$ | awk '{print $1 == $2}'
            """;
        string[] lines = Text(Shell(Script, s_ample)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["/dev/null", "0", "1", "2"], lines[..4]);
        Assert.Equal(0UL, ulong.Parse(lines[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        // This process ignores SIGPIPE as every .NET one does. Signals 32 and 33 are the C library's own: it leaves them as they are.
        Assert.Equal(0UL, ulong.Parse(lines[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ~0x1_8000_0000UL);
        Assert.Equal("1", lines[6]);
    }

    [Fact]
    public void A_script_without_interpreter_line_is_the_shells()
    {
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, "echo \"$1\"\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.Equal("freeze\n", Text(ProgramRunner.Run(new(script, ["freeze"], s_ample))));
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public void The_environment_is_the_callers() =>
        Assert.Equal(Environment.GetEnvironmentVariable("PATH") + "\n", Text(Shell("echo \"$PATH\"", s_ample)));

    private static ProgramResult Shell(string script, TimeSpan limit) => ProgramRunner.Run(new("/bin/sh", ["-c", script], limit));

    private static string Text(ProgramResult result) => Encoding.UTF8.GetString(result.Output.Span);

    // The program says who is to be gone. Where the machine is too busy for that it gets more time.
    private static void AssertEnded(ProgramCall call)
    {
        ProgramResult result = ProgramRunner.Run(call);
        Assert.Equal(ProgramEnd.TimedOut, result.End);
        if (Text(result).Length == 0 && call.Limit < s_ample)
        {
            AssertEnded(call with { Limit = 3 * call.Limit });
            return;
        }

        AssertGone(Text(result));
    }

    // The kernel has the signal delivered at once, but the end of another process's child shows only after its next parent has reaped it.
    private static void AssertGone(string pid)
    {
        string status = $"/proc/{pid.Trim()}/stat";
        long start = Stopwatch.GetTimestamp();
        while (File.Exists(status) && !File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal))
        {
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Thread.Sleep(5);
        }
    }
}
