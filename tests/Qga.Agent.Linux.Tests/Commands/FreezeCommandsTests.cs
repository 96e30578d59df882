using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Freeze;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Agent.Linux.State;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Policy;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed partial class FreezeCommandsTests : IDisposable
{
    private readonly FakeMounts _mounts = new();
    private readonly FakeControl _control = new();
    private readonly FreezeState _state;
    private readonly string _hookLog;

    public FreezeCommandsTests()
    {
        _state = new(new FreezeMarker(_mounts.Root));
        _hookLog = Path.Combine(_mounts.Root, "hook.log");
    }

    public void Dispose()
    {
        _control.Dispose();
        _mounts.Dispose();
    }

    [Fact]
    public void The_last_mounted_is_frozen_first_and_thawed_last()
    {
        AddThree();
        FreezeCommands commands = New();

        Assert.Equal(3, commands.GuestFsfreezeFreeze().Value);
        Assert.True(_state.IsFrozen);
        Assert.True(File.Exists(Marker));
        Assert.Equal(GuestFsfreezeStatus.Frozen, commands.GuestFsfreezeStatus().Value);

        Assert.Equal(3, commands.GuestFsfreezeThaw().Value);
        Assert.Equal(["freeze data", "freeze home", "freeze root", "thaw root", "thaw home", "thaw data"], _control.Orders);
        Assert.False(File.Exists(Marker));
        Assert.Equal(GuestFsfreezeStatus.Thawed, commands.GuestFsfreezeStatus().Value);
    }

    [Fact]
    public void Only_listed_mount_points_are_frozen()
    {
        AddThree();
        string second = _mounts.Add("bind", "8:1");
        string home = Path.Combine(_mounts.Root, "home");

        Assert.Equal(1, FreezeList(New(), home, "/nowhere", home + "/").Value);
        Assert.Equal(1, New().GuestFsfreezeThaw().Value);
        Assert.Equal(1, FreezeList(New(), second).Value);
        Assert.Equal(["freeze home", "thaw home", "freeze root"], _control.Orders);
    }

    [Fact]
    public void An_empty_list_means_nothing_and_leaves_nothing_frozen()
    {
        AddThree();

        Assert.Equal(0, FreezeList(New()).Value);
        Assert.Empty(_control.Orders);
        Assert.False(_state.IsFrozen);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public void What_cannot_be_frozen_or_is_already_is_passed_by()
    {
        AddThree();
        _control.Refusals["home"] = Errno.EOPNOTSUPP;
        _control.Refusals["data"] = Errno.EBUSY;

        Assert.Equal(1, New().GuestFsfreezeFreeze().Value);
        Assert.Equal(["freeze root"], _control.Orders);
    }

    [Fact]
    public void A_failure_thaws_what_was_frozen()
    {
        AddThree();
        _control.Refusals["home"] = Errno.EIO;

        Assert.Equal($"failed to freeze {_mounts.Root}/home: Input/output error", New().GuestFsfreezeFreeze().Error?.Description);
        Assert.Equal(["freeze data", "thaw data"], _control.Orders);
        Assert.False(_state.IsFrozen);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public void A_file_system_that_is_out_of_sight_is_neither_frozen_nor_mistaken()
    {
        _mounts.Add("root", "8:1");
        _mounts.Add("hidden", "8:2", isHidden: true);

        Assert.Equal(1, New().GuestFsfreezeFreeze().Value);
        Assert.Equal(["freeze root"], _control.Orders);
    }

    [Fact]
    public void A_file_system_that_went_out_of_sight_is_thawed_all_the_same()
    {
        _mounts.Add("root", "8:1");
        FreezeCommands commands = New();
        commands.GuestFsfreezeFreeze();
        File.WriteAllText(Path.Combine(_mounts.Root, "self", "mountinfo"), "");

        Assert.Equal(1, commands.GuestFsfreezeThaw().Value);
        Assert.False(_control.IsFrozen("root"));
    }

    [Fact]
    public void A_mount_table_that_cannot_be_read_does_not_prevent_the_thaw()
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"));
        commands.GuestFsfreezeFreeze();
        _mounts.Hide();

        Assert.Equal(3, commands.GuestFsfreezeThaw().Value);
        Assert.Equal(["freeze data", "freeze home", "freeze root", "thaw root", "thaw home", "thaw data"], _control.Orders);
        Assert.False(_state.IsFrozen);
        Assert.Equal(["freeze", "thaw"], HookCalls);
    }

    [Fact]
    public void A_thaw_undoes_the_freezes_of_others_and_nested_ones()
    {
        AddThree();
        New().GuestFsfreezeFreeze();
        _state.Leave();
        New().GuestFsfreezeFreeze();

        Assert.Equal(3, New().GuestFsfreezeThaw().Value);
        Assert.False(_control.IsFrozen("root") || _control.IsFrozen("home") || _control.IsFrozen("data"));
        Assert.Equal(0, New().GuestFsfreezeThaw().Value);
    }

    [Fact]
    public void Without_a_mount_list_nothing_changes()
    {
        Assert.Equal("failed to open mtab file: '/proc/self/mounts'", New().GuestFsfreezeFreeze().Error?.Description);
        Assert.False(_state.IsFrozen);
        _state.Enter();
        Assert.Equal("failed to open mtab file: '/proc/self/mounts'", New().GuestFsfreezeThaw().Error?.Description);
        Assert.True(_state.IsFrozen);
    }

    [Fact]
    public void A_thaw_ends_a_freeze_that_is_under_way()
    {
        AddThree();
        _control.Held = "home";
        FreezeCommands commands = New(limits: new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(50)));
        CommandResult<long> freeze = default;
        Thread freezing = new(() => freeze = commands.GuestFsfreezeFreeze());
        freezing.Start();
        _control.Reached.Wait(TestContext.Current.CancellationToken);

        Assert.Equal("file systems are frozen already", FreezeList(commands).Error?.Description);
        Assert.Equal(1, commands.GuestFsfreezeThaw().Value);
        Assert.False(_state.IsFrozen);
        _control.Release.Set();
        freezing.Join();

        Assert.Equal("the freeze was ended by a thaw", freeze.Error?.Description);
        Assert.Equal(["freeze data", "thaw data", "freeze home", "thaw home"], _control.Orders);
        Assert.False(_state.IsFrozen);
    }

    [Fact]
    public void A_freeze_that_takes_too_long_undoes_itself()
    {
        AddThree();
        FreezeCommands commands = New(limits: new(TimeSpan.FromMilliseconds(-1), TimeSpan.FromMinutes(1), TimeSpan.Zero));

        Assert.StartsWith("the freeze has not ended within", commands.GuestFsfreezeFreeze().Error?.Description);
        Assert.False(_state.IsFrozen);
    }

    private string Marker => Path.Combine(_mounts.Root, "qga.state.isfrozen");

    private void AddThree()
    {
        _mounts.Add("root", "8:1");
        _mounts.Add("run", "0:20", "tmpfs");
        _mounts.Add("home", "8:2", "xfs");
        _mounts.Add("data", "8:17");
    }

    private FreezeCommands New(string? hook = null, FreezeLimits? limits = null)
    {
        limits ??= FreezeLimits.Standard;
        return new(_mounts.List, new(_control), _state, new(hook, limits.Hook), limits);
    }

    private static CommandResult<long> FreezeList(FreezeCommands commands, params string[] mountPoints) =>
        commands.GuestFsfreezeFreezeList(new() { Mountpoints = mountPoints });
}
