using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

/// <content>The hook before a freeze and after a thaw.</content>
public sealed partial class FreezeCommandsTests
{
    private string[] HookCalls => [.. File.ReadAllLines(_hookLog).Select(line => line.Trim())];

    [Fact]
    public void The_hook_is_told_before_and_after()
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 $(test -e {Marker} && echo frozen) >> {_hookLog}"));

        commands.GuestFsfreezeFreeze();
        commands.GuestFsfreezeThaw();

        Assert.Equal(["freeze", "thaw"], HookCalls);
    }

    [Fact]
    public void The_hook_is_told_what_is_mounted()
    {
        AddThree();
        New(Hook($"test $1 = thaw || echo \"$FSFREEZE_MOUNTPOINTS\" > {_hookLog}; test -n \"$PATH\"")).GuestFsfreezeFreeze();

        Assert.Equal([_mounts.Root + "/root", _mounts.Root + "/home", _mounts.Root + "/data"], HookCalls);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_hook_that_others_may_write_is_not_run(UnixFileMode right)
    {
        AddThree();
        string hook = Hook($"echo $1 >> {_hookLog}");
        File.SetUnixFileMode(hook, File.GetUnixFileMode(hook) | right);

        Assert.Equal(
            $"the fsfreeze hook '{hook}' is not run: it must belong to root, and nobody else may have the right to write to it",
            New(hook).GuestFsfreezeFreeze().Error?.Description);
        Assert.Empty(_control.Orders);
        Assert.False(File.Exists(_hookLog));
    }

    [Theory]
    [InlineData("echo not now; exit 1", "child process has failed to execute fsfreeze hook: not now\n")]
    [InlineData("exit 7", "child process has failed to execute fsfreeze hook: exit status 7")]
    [InlineData("kill -9 $$", "child process has terminated abnormally")]
    [InlineData("echo oops; kill -9 $$", "child process has terminated abnormally: oops\n")]
    public void A_hook_that_fails_prevents_the_freeze(string script, string error)
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}; test $1 = thaw && exit; {script}"));

        Assert.Equal(error, commands.GuestFsfreezeFreeze().Error?.Description);
        Assert.Empty(_control.Orders);
        Assert.Equal(["freeze", "thaw"], HookCalls);
    }

    [Fact]
    public void A_hook_that_is_not_there_prevents_the_freeze()
    {
        AddThree();

        Assert.Equal(
            "child process has failed to execute fsfreeze hook: failed to exec '/nowhere/hook': No such file or directory\n",
            New("/nowhere/hook").GuestFsfreezeFreeze().Error?.Description);
    }

    [Fact]
    public void A_hook_that_hangs_is_ended()
    {
        AddThree();
        FreezeCommands commands = New(Hook("test $1 = thaw || sleep 60"), new() { Hook = TimeSpan.FromMilliseconds(100) });

        Assert.Equal("child process has failed to execute fsfreeze hook: it has not ended within 0 s", commands.GuestFsfreezeFreeze().Error?.Description);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hook_that_hangs_keeps_neither_a_thaw_nor_the_end_of_the_agent_waiting(bool isThaw)
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}; test $1 = thaw || exec sleep 1000"));

        // The first cancellation must not reach the second hook.
        for (int round = 1; round <= 2; round++)
        {
            CommandResult<long> freeze = default;
            Thread freezing = new(() => freeze = commands.GuestFsfreezeFreeze());
            freezing.Start();
            Assert.True(SpinWait.SpinUntil(() => File.Exists(_hookLog), TimeSpan.FromSeconds(30)));

            if (isThaw)
            {
                Assert.Equal(0, commands.GuestFsfreezeThaw().Value);
            }
            else
            {
                _state.EndRequest();
            }

            Assert.True(freezing.Join(TimeSpan.FromSeconds(30)));
            Assert.Equal($"the freeze was ended{(isThaw ? " by a thaw" : ": the agent stops")}", freeze.Error?.Description);
            Assert.Equal(["freeze", "thaw"], HookCalls.Distinct());
            Assert.Empty(_control.Orders);
            Assert.False(_state.IsAnnounced);
            File.Delete(_hookLog);
        }
    }

    [Fact]
    public void A_hook_that_fails_after_the_thaw_is_told_of()
    {
        AddThree();
        FreezeCommands commands = New(Hook("test $1 = freeze || exit 3"));
        commands.GuestFsfreezeFreeze();

        Assert.Equal("child process has failed to execute fsfreeze hook: exit status 3", commands.GuestFsfreezeThaw().Error?.Description);
        Assert.False(_control.IsFrozen("root"));
        Assert.False(_state.IsFrozen);
    }

    [Fact]
    public void Every_freeze_hook_has_its_thaw_hook()
    {
        AddThree();
        _control.Refusals["root"] = Errno.EIO;
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"));

        commands.GuestFsfreezeFreeze();
        FreezeList(commands);

        Assert.Equal(["freeze", "thaw", "freeze", "thaw"], HookCalls);
    }

    [Fact]
    public void A_freeze_that_throws_undoes_itself()
    {
        AddThree();
        _control.Exhausting = "home";
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"));

        Assert.Throws<InsufficientMemoryException>(() => commands.GuestFsfreezeFreeze());
        Assert.Equal(["freeze data", "thaw data"], _control.Orders);
        Assert.False(_state.IsFrozen);
        Assert.False(File.Exists(Marker));
        Assert.Equal(["freeze", "thaw"], HookCalls);

        _control.Exhausting = null;
        Assert.Equal(3, commands.GuestFsfreezeFreeze().Value);
    }

    private string Hook(string script)
    {
        string path = Path.Combine(_mounts.Root, "hook");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
