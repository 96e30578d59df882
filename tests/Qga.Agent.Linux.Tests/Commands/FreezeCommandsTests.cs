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
    private readonly FakeBases _bases = new();
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
    public void A_listed_mount_point_may_end_in_slashes()
    {
        AddThree();

        Assert.Equal(1, FreezeList(New(), Path.Combine(_mounts.Root, "home") + "//").Value);
        Assert.Equal(["freeze home"], _control.Orders);
    }

    [Fact]
    public void What_lies_on_another_is_frozen_before_it_whenever_it_was_mounted()
    {
        _mounts.Add("looped", "7:0");
        _mounts.Add("volume", "253:0");
        _mounts.Add("root", "8:1");
        _mounts.Add("data", "8:2");
        _bases.Put("7:0", on: "253:0");
        _bases.Put("253:0", on: "8:2");
        FreezeCommands commands = New();

        Assert.Equal(4, commands.GuestFsfreezeFreeze().Value);
        Assert.Equal(["freeze looped", "freeze volume", "freeze data", "freeze root"], _control.Orders);

        Assert.Equal(4, commands.GuestFsfreezeThaw().Value);
        Assert.Equal(["thaw root", "thaw data", "thaw volume", "thaw looped"], _control.Orders[4..]);
    }

    [Fact]
    public void Devices_that_lie_on_each_other_in_a_circle_are_frozen_once_each()
    {
        _mounts.Add("one", "7:0");
        _mounts.Add("other", "7:1");
        _bases.Put("7:0", on: "7:1");
        _bases.Put("7:1", on: "7:0");

        Assert.Equal(2, New().GuestFsfreezeFreeze().Value);
        Assert.Equal(2, _control.Orders.Length);
    }

    [Fact]
    public void What_a_program_serves_is_never_opened()
    {
        AddThree();
        string served = _mounts.Add("served", "8:9", "fuseblk");
        Directory.Delete(served);
        Assert.Equal(0, NativePipe.Make(served));

        Assert.Equal(3, New().GuestFsfreezeFreeze().Value);
        Assert.Equal(3, New().GuestFsfreezeThaw().Value);
        Assert.DoesNotContain(_control.Orders, order => order.EndsWith("served", StringComparison.Ordinal));
    }

    [Fact]
    public void A_socket_as_the_only_mount_point_is_passed_by()
    {
        AddThree();
        string bound = _mounts.Add("bound", "8:9");
        Directory.Delete(bound);
        using System.Net.Sockets.Socket socket = new(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(bound));

        Assert.Equal(3, New().GuestFsfreezeFreeze().Value);
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
        return new(_mounts.List, new(_bases), new(_control), _state, new(hook, limits.Hook), limits);
    }

    private static CommandResult<long> FreezeList(FreezeCommands commands, params string[] mountPoints) =>
        commands.GuestFsfreezeFreezeList(new() { Mountpoints = mountPoints });
}
