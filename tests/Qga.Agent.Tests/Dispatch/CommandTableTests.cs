using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Agent.Tests.Dispatch;

/// <summary>The generated table: what happens between a request's arguments and its reply.</summary>
public sealed class CommandTableTests
{
    private readonly Programs _programs = new();

    [Fact]
    public void A_command_of_another_system_is_not_found()
    {
        CommandTable table = Table();
        Assert.Null(table.Find("guest-get-devices"u8));
        Assert.Equal("guest-ping", table.Find("guest-ping"u8)?.Name);
    }

    [Fact]
    public void Rules_see_the_arguments_and_can_refuse_the_call()
    {
        CommandTable table = Table(new OnlyPositive());

        Assert.Equal("not -1", Invoke(table, "guest-exec-status", """{"pid": -1}""", out Deferred? deferred, out string reply)?.Description);
        Assert.Null(deferred);
        Assert.Equal("", reply);
        Assert.Null(_programs.Reply);

        Assert.Null(Invoke(table, "guest-exec-status", """{"pid": 1}""", out _, out _));
        Assert.NotNull(_programs.Reply);
    }

    [Fact]
    public void A_reply_that_is_there_at_once_is_written_at_once()
    {
        _programs.IsQuick = true;

        Assert.Null(Invoke(Table(), "guest-exec-status", """{"pid": 1}""", out Deferred? deferred, out string reply));
        Assert.Null(deferred);
        Assert.Equal("""{"return": {"exited": false}""", reply);
    }

    [Fact]
    public void A_refusal_that_is_there_at_once_is_given_at_once()
    {
        CommandTable table = Table(new UnsupportedExecCommands(), rules: null);

        Assert.Equal(QapiError.Unsupported, Invoke(table, "guest-exec-status", """{"pid": 1}""", out Deferred? deferred, out string reply));
        Assert.Null(deferred);
        Assert.Equal("", reply);
    }

    [Fact]
    public void A_reply_that_comes_later_is_the_same()
    {
        Assert.Null(Invoke(Table(), "guest-exec-status", """{"pid": 1}""", out Deferred? deferred, out string reply));
        Assert.Equal("", reply);
        Assert.False(deferred!.IsCompleted);

        _programs.Reply!.Complete(new GuestExecStatus { Exited = true, Exitcode = 3 });

        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        Assert.Null(deferred.Write(ref writer));
        writer.Flush();
        Assert.Equal("""{"return": {"exitcode": 3, "exited": true}""", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    private static QapiError? Invoke(CommandTable table, string command, string arguments, out Deferred? deferred, out string reply)
    {
        ArrayBufferWriter<byte> output = new();
        JsonWriter writer = new(output);
        QapiError? refusal = table.Invoke(
            table.Find(Encoding.ASCII.GetBytes(command))!, Encoding.ASCII.GetBytes(arguments), caller: null, ref writer, out deferred);
        writer.Flush();
        reply = Encoding.ASCII.GetString(output.WrittenSpan);
        return refusal;
    }

    private CommandTable Table(ArgumentRules? rules = null) => Table(_programs, rules);

    private static CommandTable Table(ExecCommandsBase programs, ArgumentRules? rules) => new()
    {
        Symbols = Symbols.ConfigLinux,
        Rules = rules ?? new(),
        Exec = programs,
        // Nobody calls these here.
        Sync = null!,
        Agent = null!,
        Time = null!,
        Power = null!,
        File = null!,
        Freeze = null!,
        Trim = null!,
        Suspend = null!,
        Network = null!,
        Vcpu = null!,
        Disks = null!,
        Filesystem = null!,
        Password = null!,
        Memory = null!,
        Os = null!,
        Devices = null!,
        Ssh = null!,
        Diskstats = null!,
        Load = null!,
        Route = null!,
    };

    private sealed class OnlyPositive : ArgumentRules
    {
        public override QapiError? CheckGuestExecStatus(in GuestExecStatusArguments arguments) =>
            arguments.Pid > 0 ? null : QapiError.Generic($"not {arguments.Pid}");
    }

    /// <summary>Programs whose state is told when the test says so, or at once.</summary>
    private sealed class Programs : UnsupportedExecCommands
    {
        public bool IsQuick { get; set; }

        public Deferred<GuestExecStatus>? Reply { get; private set; }

        public override void GuestExecStatus(in GuestExecStatusArguments arguments, Deferred<GuestExecStatus> reply)
        {
            Reply = reply;
            if (IsQuick)
            {
                reply.Complete(new GuestExecStatus { Exited = false });
            }
        }
    }
}
