using System.Diagnostics;
using System.Text;
using Qga.Agent.Channels;
using Qga.Agent.Commands.Exec;
using Qga.Contracts;
using Qga.Protocol.Errors;
using Qga.Protocol.Reading;

namespace Qga.Agent.Tests.Commands;

public sealed class ExecCommandsTests : IDisposable
{
    private readonly EventLoop loop = new();
    private readonly Thread thread;
    private readonly JobLimits limits = new() { Known = 8, Descriptors = 16, Bytes = 1 << 20, Stream = 256 << 10, Grace = TimeSpan.FromMilliseconds(50) };
    private readonly ExecCommands commands;

    public ExecCommandsTests()
    {
        commands = new(loop, limits);
        thread = new(() => loop.Run());
        thread.Start();
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    public void Tells_the_exit_status(string script, int status) =>
        Assert.Equal((status, null), RunShell(script) is var end ? (end.Exitcode, end.Signal) : default);

    [Fact]
    public void Tells_the_signal()
    {
        GuestExecStatus end = RunShell("kill -TERM $$");
        Assert.Equal((null, 15L), (end.Exitcode, end.Signal));
    }

    [Fact]
    public void A_job_is_forgotten_once_its_end_was_told()
    {
        long pid = Start("/bin/true");
        Assert.True(Wait(pid).Exited);
        Assert.Equal($"PID {pid} does not exist", Status(pid).Error!.Description);
    }

    [Theory]
    [InlineData(GuestExecCaptureOutputMode.None, null, null)]
    [InlineData(GuestExecCaptureOutputMode.Stdout, "out", null)]
    [InlineData(GuestExecCaptureOutputMode.Stderr, null, "err")]
    [InlineData(GuestExecCaptureOutputMode.Separated, "out", "err")]
    [InlineData(GuestExecCaptureOutputMode.Merged, "outerr", null)]
    public void Keeps_what_the_mode_says_every_time(GuestExecCaptureOutputMode mode, string? output, string? error)
    {
        for (int round = 0; round < 5; round++)
        {
            GuestExecStatus end = RunShell("printf out; printf err >&2", mode);
            Assert.Equal((output, error), (Text(end.OutData), Text(end.ErrData)));
            Assert.Equal((output is null ? null : false, error is null ? null : false), (end.OutTruncated, end.ErrTruncated));
        }
    }

    private static string? Text(Qga.Protocol.Writing.Payload? payload) => payload is null ? null : Encoding.UTF8.GetString(payload.ToMemory().Span);

    private GuestExecStatus RunShell(string script, GuestExecCaptureOutputMode mode = GuestExecCaptureOutputMode.Separated) =>
        Wait(Start("/bin/sh", ["-c", script], capture: mode));

    private long Start(string path, string[]? arguments = null, string[]? environment = null, string? input = null, GuestExecCaptureOutputMode? capture = null)
    {
        CommandResult<GuestExec> result = TryStart(path, arguments, environment, input, capture);
        Assert.Null(result.Error);
        return result.Value!.Pid;
    }

    private CommandResult<GuestExec> TryStart(
        string path, string[]? arguments = null, string[]? environment = null, string? input = null, GuestExecCaptureOutputMode? capture = null) =>
        commands.GuestExec(new()
        {
            Path = path,
            Arg = arguments,
            Env = environment,
            InputData = input is null ? default : Base64Text.FromValue(Encoding.ASCII.GetBytes($"\"{input}\"")),
            CaptureOutput = capture is { } mode ? mode : null,
        });

    private CommandResult<GuestExecStatus> Status(long pid) => commands.GuestExecStatus(new() { Pid = pid });

    private GuestExecStatus Wait(long pid)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
        {
            GuestExecStatus status = Status(pid).Value!;
            if (status.Exited)
            {
                return status;
            }

            Thread.Sleep(1);
        }

        throw new TimeoutException();
    }

    public void Dispose()
    {
        loop.Post(() => loop.Stop(0));
        thread.Join();
        loop.Dispose();
    }
}
