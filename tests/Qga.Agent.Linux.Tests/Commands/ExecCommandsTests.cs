using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;
using Qga.Agent.Commands.Exec;
using Qga.Agent.Linux.Commands.Exec;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Logging;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

[Collection("the process's log")]
public sealed class ExecCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exec-").FullName;
    private readonly EventLoop _loop = new();
    private readonly Thread _thread;
    private readonly ProcessLimits _limits = new()
    {
        MaximumProcesses = 8,
        MaximumDescriptors = 16,
        MaximumBytes = 1 << 20,
        MaximumStreamBytes = 256 << 10,
        DrainTimeout = TimeSpan.FromMilliseconds(50),
    };
    private ExecCommands _commands;
    private GuestExecStatus? _written;

    public ExecCommandsTests()
    {
        _commands = new(_loop, _limits);
        _thread = new(_loop.Run);
        _thread.Start();
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
    public void A_process_is_forgotten_once_its_end_was_told()
    {
        long pid = Start("/bin/true");
        Assert.True(Wait(pid).Exited);
        Assert.Equal($"PID {pid} does not exist", Status(pid).Error!.Description);
    }

    [Fact]
    public void A_status_is_told_of_an_end_that_comes_while_it_waits()
    {
        long pid = StartHeld();
        Deferred<GuestExecStatus> reply = Ask(pid);
        Assert.False(reply.IsCompleted);
        Allow();
        Assert.Equal((true, 3L), ResultOf(reply) is var end ? (end.Value!.Exited, end.Value.Exitcode) : default);
        Assert.Equal($"PID {pid} does not exist", Status(pid).Error!.Description);
    }

    [Fact]
    public void A_status_waits_no_longer_than_its_caller()
    {
        long pid = StartHeld();
        Deferred<GuestExecStatus> reply = Ask(pid);
        reply.Expedite();
        Assert.False(ResultOf(reply).Value!.Exited);
        Allow();
        Assert.Equal(3, Wait(pid).Exitcode);
    }

    [Fact]
    public void A_status_waits_for_a_moment_only()
    {
        long pid = Start("/bin/sh", ["-c", UntilAllowed]);
        Assert.False(Status(pid).Value!.Exited);
        Allow();
        Assert.Equal(0, Wait(pid).Exitcode);
    }

    [Fact]
    public void The_end_is_not_for_a_client_that_has_left()
    {
        long pid = StartHeld();
        Ask(pid).Abandon();
        Allow();
        Deferred<GuestExecStatus> unwritten = Ask(pid);
        Assert.True(SpinWait.SpinUntil(() => unwritten.IsCompleted, TimeSpan.FromSeconds(30)));
        Assert.Equal($"PID {pid} does not exist", Status(pid).Error!.Description);
        unwritten.Abandon();
        GuestExecStatus end = Wait(pid);
        Assert.Equal((3L, "out"), (end.Exitcode, Text(end.OutData)));
    }

    [Fact]
    public void Of_those_who_wait_one_is_told_the_end()
    {
        long pid = StartHeld();
        Deferred<GuestExecStatus>[] replies = [Ask(pid), Ask(pid), Ask(pid)];
        Allow();
        Assert.Single(replies, reply => ResultOf(reply).Value!.Exited);
        Assert.Equal($"PID {pid} does not exist", Status(pid).Error!.Description);
    }

    [Fact]
    public void Arguments_beyond_the_kernels_limit_are_refused_without_an_object_for_each()
    {
        // The first call loads code.
        Assert.NotNull(TryStart("/missing").Error);
        byte[] many = Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat($"\"{new string('x', 58)}\"", 100_000))}]");
        Assert.Null(JsonValue.ReadTextList(many, out TextList list));
        long before = GC.GetAllocatedBytesForCurrentThread();
        QapiError? ofArguments = _commands.GuestExec(new() { Path = "/bin/true", Arg = list }).Error;
        QapiError? ofEnvironment = _commands.GuestExec(new() { Path = "/bin/true", Env = list }).Error;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
        Assert.Equal(NotStarted("/bin/true", "Argument list too long"), ofArguments);
        Assert.Equal(NotStarted("/bin/true", "Argument list too long"), ofEnvironment);
    }

    [Fact]
    public void A_string_may_be_as_long_as_the_kernel_takes()
    {
        // MAX_ARG_STRLEN of linux/binfmts.h, with its zero.
        string longest = new('x', (32 * Environment.SystemPageSize) - 1);
        Assert.Equal(0, Wait(Start("/bin/true", [longest], [longest])).Exitcode);
        Assert.Equal(NotStarted("/bin/true", "Argument list too long"), TryStart("/bin/true", [longest + "x"]).Error);
        Assert.Equal(NotStarted("/bin/true", "Argument list too long"), TryStart("/bin/true", environment: [longest + "x"]).Error);
    }

    [Fact]
    public void A_null_character_does_not_cut_an_argument_short() =>
        Assert.Equal("[a\uFFFD\uFFFDb]", Output("/usr/bin/printf", ["[%s]", "a\0b"]));

    [Fact]
    public void Records_who_was_told_the_end_and_not_who_asked_before()
    {
        RecordingLog log = new();
        Log.Configure(log);
        long pid = Start("/bin/sh", ["-c", UntilAllowed]);
        for (int round = 0; round < 5; round++)
        {
            Assert.False(Status(pid).Value!.Exited);
        }

        Allow();
        Wait(pid);
        Status(pid);
        Assert.Single(log.Records, $"guest-exec-status called, pid: {pid}");
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

    [Theory]
    [InlineData("", "")]
    [InlineData("aGk=", "hi")]
    [InlineData("aGk", "")]
    public void Feeds_the_program(string input, string read) =>
        Assert.Equal(read, Text(Wait(Start("/bin/cat", input: input, capture: GuestExecCaptureOutputMode.Stdout)).OutData) ?? "");

    [Fact]
    public void Feeds_more_than_a_pipe_holds_while_the_output_comes_back()
    {
        byte[] data = new byte[200_000];
        new Random(1).NextBytes(data);
        GuestExecStatus end = Wait(Start("/bin/cat", input: Convert.ToBase64String(data), capture: GuestExecCaptureOutputMode.Stdout));
        Assert.Equal(data, end.OutData!.ToMemory().ToArray());
        Assert.False(end.OutTruncated);
    }

    [Fact]
    public void A_program_need_not_read_its_input()
    {
        string input = Convert.ToBase64String(new byte[400_000]);
        for (int round = 0; round < 4; round++)
        {
            Assert.Equal(0, Wait(Start("/bin/true", input: input)).Exitcode);
        }
    }

    [Fact]
    public void Without_input_there_is_nothing_to_read() => Assert.Equal(0, Wait(Start("/bin/cat")).Exitcode);

    [Fact]
    public void Input_that_is_no_base64_is_refused_before_the_program_is_looked_for() =>
        Assert.Equal(QapiError.Generic("Base64 data contains invalid characters"), TryStart("/missing", input: "!!").Error);

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(1, 1, false)]
    [InlineData(262_144, 262_144, false)]
    [InlineData(262_145, 262_144, true)]
    [InlineData(900_000, 262_144, true)]
    public void Keeps_as_much_of_a_stream_as_is_allowed(int written, int? kept, bool? truncated)
    {
        GuestExecStatus end = RunShell($"head -c {written} /dev/zero; head -c {written} /dev/zero >&2");
        Assert.Equal((kept, truncated), (end.OutData?.ToMemory().Length, end.OutTruncated));
        Assert.Equal((kept, truncated), (end.ErrData?.ToMemory().Length, end.ErrTruncated));
        Assert.Equal(0, end.Exitcode);
    }

    [Fact]
    public void A_background_process_that_holds_the_pipe_is_not_waited_for_and_not_harmed()
    {
        string done = Path.Combine(_folder, "done");
        Assert.Equal("now", Text(RunShell($"({UntilAllowed}; head -c 300000 /dev/zero; : > {done}) & printf now").OutData));
        Assert.False(File.Exists(done));
        Allow();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(done), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void What_a_background_process_writes_soon_still_counts()
    {
        _commands = new(_loop, _limits with { DrainTimeout = TimeSpan.FromSeconds(30) });
        Assert.Equal("first then", Text(RunShell("(sleep 0.2; printf ' then') & printf first").OutData));
    }

    [Fact]
    public void Takes_the_environment_as_it_is() =>
        Assert.Equal("A=1\nB\n\nA=ö\n", Output("/usr/bin/env", environment: ["A=1", "B", "", "A=ö"]));

    [Fact]
    public void An_empty_environment_is_empty() => Assert.Equal("", Output("/usr/bin/env", environment: []));

    [Fact]
    public void The_environment_is_the_agents_by_default() =>
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}\n", Output("/usr/bin/env"), StringComparison.Ordinal);

    [Fact]
    public void Looks_for_a_name_in_the_PATH_that_is_given()
    {
        Script("tool", "#!/bin/sh\nprintf mine");
        Assert.Equal("mine", Output("tool", environment: ["X=1", $"PATH=/missing:{_folder}"]));
        Assert.Equal(NotStarted("tool", "No such file or directory"), TryStart("tool", environment: ["PATH=/missing"]).Error);
        Assert.Equal(NotStarted("true", "No such file or directory"), TryStart("true", environment: ["PATH="]).Error);
    }

    [Fact]
    public void Looks_for_a_name_in_the_agents_PATH_where_none_is_given() => Assert.Equal("X=1\n", Output("env", environment: ["X=1"]));

    [Fact]
    public void The_name_is_the_programs_first_argument() =>
        Assert.Equal("sh a b\n", Output("sh", ["-c", "echo $0 $1 $2; exit", "sh", "a", "b"]));

    [Fact]
    public void A_file_that_the_kernel_does_not_know_is_the_shells()
    {
        string script = Script("plain", "printf \"$0 $1\"");
        Assert.Equal($"{script} x", Output(script, ["x"]));
        Assert.Equal($"{script} x", Output("plain", ["x"], [$"PATH={_folder}"]));
    }

    [Theory]
    [InlineData("", "No such file or directory")]
    [InlineData("/missing", "No such file or directory")]
    [InlineData("missing-program", "No such file or directory")]
    [InlineData("./missing", "No such file or directory")]
    [InlineData("/tmp", "Permission denied")]
    [InlineData("/etc/passwd", "Permission denied")]
    [InlineData("/etc/passwd/x", "Not a directory")]
    public void Says_why_a_program_does_not_start(string path, string reason) => Assert.Equal(NotStarted(path, reason), TryStart(path).Error);

    [Fact]
    public void What_failed_to_start_leaves_its_room_to_others()
    {
        for (int round = 0; round < 50; round++)
        {
            Assert.NotNull(TryStart("/missing", input: "aGk=", capture: GuestExecCaptureOutputMode.Separated).Error);
        }

        Assert.True(Wait(Start("/bin/true")).Exited);
    }

    [Fact]
    public void Gives_a_session_of_its_own_and_no_signals_or_descriptors()
    {
        // By the shell alone: while it starts another program, it blocks signals itself.
        const string Masks = "while read -r line; do case $line in SigBlk*|SigIgn*) echo \"$line\";; esac; done </proc/$$/status";
        string text = Output("/bin/sh", ["-c", $"echo $$; cut -d' ' -f 5,6 /proc/$$/stat; {Masks}; exec ls /proc/self/fd"]);
        string[] lines = text.Split('\n');
        Assert.Equal($"{lines[0]} {lines[0]}", lines[1]);
        Assert.Equal(["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "0", "1", "2"], lines[2..7]);
        Assert.Equal(9, lines.Length);
    }

    [Fact]
    public void Refuses_more_programs_than_may_be_known()
    {
        List<long> pids = [.. Enumerable.Range(0, _limits.MaximumProcesses).Select(_ => Start("/bin/true"))];
        QapiError full = QapiError.Generic($"{_limits.MaximumProcesses} programs are known already; guest-exec-status lets one go that has ended");
        Assert.Equal(full, TryStart("/bin/true").Error);
        Wait(pids[0]);
        pids[0] = Start("/bin/true");
        Assert.All(pids, pid => Wait(pid));
    }

    [Fact]
    public void Forgets_old_ends_for_new_programs()
    {
        _commands = new(_loop, _limits with { RetentionTime = TimeSpan.FromMilliseconds(-1) });
        for (int round = 0; round < 5 * _limits.MaximumProcesses; round++)
        {
            Assert.True(SpinWait.SpinUntil(() => TryStart("/bin/true").Error is null, TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public void Refuses_more_descriptors_than_may_be_used_at_once()
    {
        string unread = Convert.ToBase64String(new byte[100_000]);
        List<long> pids =
        [
            .. Enumerable.Range(0, 4).Select(_ =>
                Start("/bin/sh", ["-c", UntilAllowed], input: unread, capture: GuestExecCaptureOutputMode.Separated)),
        ];
        Assert.Equal(QapiError.Generic("running programs have 16 descriptors already; some must end first"), TryStart("/bin/true").Error);
        Allow();
        Assert.All(pids, pid => Wait(pid));
        Assert.True(Wait(Start("/bin/true")).Exited);
    }

    [Fact]
    public void Keeps_no_more_of_all_streams_than_is_allowed()
    {
        string script = $"{UntilAllowed}; head -c 256K /dev/zero; head -c 256K /dev/zero >&2";
        long[] pids = [.. Enumerable.Range(0, 3).Select(_ => Start("/bin/sh", ["-c", script], capture: GuestExecCaptureOutputMode.Separated))];
        Allow();
        GuestExecStatus[] ends = [.. pids.Select(Wait)];
        Assert.InRange(ends.Sum(end => (end.OutData?.ToMemory().Length ?? 0) + (end.ErrData?.ToMemory().Length ?? 0)), 1, 1 << 20);
        Assert.Contains(ends, end => end.OutTruncated != false || end.ErrTruncated != false);

        // All of it was handed out: there is room again.
        Assert.False(RunShell("head -c 256K /dev/zero").OutTruncated);
    }

    [Fact]
    public void Refuses_a_program_for_whose_data_there_is_no_room()
    {
        string input = Convert.ToBase64String(new byte[700_000]);
        long pid = Start("/bin/sh", ["-c", UntilAllowed], input: input);
        Assert.Equal(
            QapiError.Generic("1 MiB are kept for programs already; guest-exec-status hands out the output of those that have ended"),
            TryStart("/bin/cat", input: input).Error);
        Allow();
        Wait(pid);
        Assert.True(Wait(Start("/bin/true", input: input)).Exited);
    }

    [Fact]
    public void Nobody_else_waits_for_a_program_that_writes_without_end()
    {
        long endless = Start("/bin/sh", ["-c", "exec yes"], capture: GuestExecCaptureOutputMode.Stdout);
        Assert.Equal("hi", Output("/bin/echo", ["-n", "hi"]));
        Assert.False(Status(endless).Value!.Exited);
        Assert.Equal(0, Wait(Start("/bin/sh", ["-c", $"kill -KILL {endless}"])).Exitcode);
        Assert.Equal(9, Wait(endless).Signal);
    }

    private sealed class RecordingLog : ILogDestination
    {
        public ConcurrentBag<string> Records { get; } = [];

        public void WriteLine(string line)
        {
        }

        public void WriteAudit(string text) => Records.Add(text);
    }

    // For programs that must not end before the test has seen what it looks for.
    private string UntilAllowed => $"until [ -e {_folder}/allowed ]; do sleep 0.01; done";

    // A program whose status is not answered before its end.
    private long StartHeld()
    {
        _commands = new(_loop, _limits with { StatusTimeout = TimeSpan.FromMinutes(10) });
        return Start("/bin/sh", ["-c", $"{UntilAllowed}; printf out; exit 3"], capture: GuestExecCaptureOutputMode.Stdout);
    }

    private void Allow() => File.WriteAllText(Path.Combine(_folder, "allowed"), "");

    private static QapiError NotStarted(string path, string reason) => QapiError.Generic($"Failed to execute child process \u201C{path}\u201D ({reason})");

    private string Script(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private string Output(string path, string[]? arguments = null, string[]? environment = null) =>
        Text(Wait(Start(path, arguments, environment, capture: GuestExecCaptureOutputMode.Stdout)).OutData) ?? "";

    private static string? Text(Qapi.Runtime.Reading.Payload? payload) => payload is null ? null : Encoding.UTF8.GetString(payload.ToMemory().Span);

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
        _commands.GuestExec(new()
        {
            Path = path,
            Arg = TextListOf(arguments),
            Env = TextListOf(environment),
            InputData = input is null ? default : Base64Text.FromValue(Encoding.ASCII.GetBytes($"\"{input}\"")),
            CaptureOutput = capture is { } mode ? mode : null,
        });

    private static TextList TextListOf(string[]? texts)
    {
        TextList list = default;
        Assert.True(texts is null || JsonValue.ReadTextList(JsonSerializer.SerializeToUtf8Bytes(texts), out list) is null);
        return list;
    }

    private CommandResult<GuestExecStatus> Status(long pid) => ResultOf(Ask(pid));

    private Deferred<GuestExecStatus> Ask(long pid)
    {
        Deferred<GuestExecStatus> reply = new((scoped ref JsonWriter _, GuestExecStatus value) => _written = value);
        _commands.GuestExecStatus(new() { Pid = pid }, reply);
        return reply;
    }

    private CommandResult<GuestExecStatus> ResultOf(Deferred<GuestExecStatus> reply)
    {
        Assert.True(SpinWait.SpinUntil(() => reply.IsCompleted, TimeSpan.FromSeconds(30)));
        JsonWriter writer = new(new ArrayBufferWriter<byte>());
        return reply.Write(ref writer) is { } error ? error : _written!;
    }

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
        _loop.Post(() => _loop.Stop(0));
        _thread.Join();
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
