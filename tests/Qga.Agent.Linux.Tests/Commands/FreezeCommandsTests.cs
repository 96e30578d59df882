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
    private readonly FakeMemory _memory = new();
    private FreezeScope _scope = new([], []);
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
        _state.Conclude();
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
        FreezeCommands commands = New(limits: new() { Patience = TimeSpan.FromMilliseconds(50) });
        CommandResult<long> freeze = default;
        Thread freezing = new(() => freeze = commands.GuestFsfreezeFreeze());
        freezing.Start();
        _control.Reached.Wait(TestContext.Current.CancellationToken);

        Assert.StartsWith("file systems are frozen already", FreezeList(commands).Error?.Description, StringComparison.Ordinal);
        Assert.Equal(1, commands.GuestFsfreezeThaw().Value);
        Assert.False(_state.IsFrozen);
        _control.Release.Set();
        freezing.Join();

        Assert.Equal("the freeze was ended by a thaw", freeze.Error?.Description);
        Assert.Equal(["freeze data", "thaw data", "freeze home", "thaw home"], _control.Orders);
        Assert.False(_state.IsFrozen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_freeze_that_the_kernel_holds_ends_with_an_error_and_undoes_itself(bool atFreeze)
    {
        AddThree();
        _control.Held = atFreeze ? "home" : null;
        _control.HeldSync = atFreeze ? null : "home";
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"), new() { Freeze = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMilliseconds(50) });

        string held = $"{_mounts.Root}/home";
        Assert.Equal($"the freeze has not ended within 1 s: the kernel holds it at {held}", commands.GuestFsfreezeFreeze().Error?.Description);
        Assert.False(_state.IsAnnounced);
        Assert.False(_control.IsFrozen("data"));
        Assert.False(_memory.IsPinned);
        Assert.Equal(["freeze", "thaw"], HookCalls);
        Assert.Equal($"file systems are frozen already: an earlier freeze is under way at {held}", commands.GuestFsfreezeFreeze().Error?.Description);

        (_control.Held, _control.HeldSync) = (null, null);
        _control.Release.Set();
        Assert.True(SpinWait.SpinUntil(() => commands.GuestFsfreezeFreeze().Value == 3, TimeSpan.FromSeconds(30)));
        Assert.True(_control.IsFrozen("root") && _control.IsFrozen("home") && _control.IsFrozen("data"));
        Assert.Equal(3, commands.GuestFsfreezeThaw().Value);
        Assert.False(_control.IsFrozen("home"));
    }

    [Fact]
    public void What_nobody_thaws_thaws_by_itself()
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"), new() { Frozen = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(3, commands.GuestFsfreezeFreeze().Value);
        Assert.True(_memory.IsPinned);
        Assert.True(SpinWait.SpinUntil(() => !_state.IsAnnounced, TimeSpan.FromSeconds(30)));
        Assert.Equal(["freeze data", "freeze home", "freeze root", "thaw root", "thaw home", "thaw data"], _control.Orders);
        Assert.Equal(GuestFsfreezeStatus.Thawed, commands.GuestFsfreezeStatus().Value);
        Assert.False(_memory.IsPinned);
        Assert.Equal(["freeze", "thaw"], HookCalls);
        Assert.Equal(0, commands.GuestFsfreezeThaw().Value);
        Assert.Equal(QgaFreezeEnd.Timeout, commands.QgaFreezeReport().Value!.End);
    }

    [Fact]
    public void The_end_of_the_agent_thaws()
    {
        AddThree();
        FreezeCommands commands = New(Hook($"echo $1 >> {_hookLog}"), new() { Frozen = TimeSpan.Zero });
        commands.GuestFsfreezeFreeze();

        _state.EndRequest();
        Assert.True(SpinWait.SpinUntil(() => !_state.IsAnnounced, TimeSpan.FromSeconds(30)));
        Assert.False(_control.IsFrozen("root") || _control.IsFrozen("home") || _control.IsFrozen("data"));
        Assert.Equal(["freeze", "thaw"], HookCalls);
        Assert.Equal(QgaFreezeEnd.Stop, commands.QgaFreezeReport().Value!.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_successor_thaws_and_tells_the_hook(bool isFrozen)
    {
        AddThree();
        string hook = Hook($"echo $1 >> {_hookLog}");
        FreezeState state = new(new FreezeMarker(_mounts.Root));
        state.Announce();
        if (isFrozen)
        {
            New().GuestFsfreezeFreeze();
        }

        FreezeState next = new(new FreezeMarker(_mounts.Root));
        Assert.Equal((isFrozen, true), (next.IsFrozen, next.IsAnnounced));
        FreezeLimits limits = new() { Frozen = TimeSpan.FromMilliseconds(1) };
        FreezeCommands successor = new(_mounts.List, new(_bases), new(_control, _scope), next, new(hook, limits.Hook), limits, _memory);
        successor.Recover();

        Assert.True(SpinWait.SpinUntil(() => !next.IsAnnounced, TimeSpan.FromSeconds(30)));
        Assert.False(_control.IsFrozen("root") || _control.IsFrozen("home") || _control.IsFrozen("data"));
        Assert.Equal(["thaw"], HookCalls);
        Assert.False(new FreezeState(new FreezeMarker(_mounts.Root)).IsAnnounced);
    }

    [Fact]
    public void The_administrator_leaves_file_systems_out()
    {
        AddThree();
        _scope = new([], ["xfs", _mounts.Root + "/data/"]);

        Assert.Equal(1, New().GuestFsfreezeFreeze().Value);
        Assert.Equal(1, New().GuestFsfreezeThaw().Value);
        _scope = new(["ext4"], [_mounts.Root + "/root"]);
        Assert.Equal(1, New().GuestFsfreezeFreeze().Value);

        Assert.Equal(["freeze root", "thaw root", "freeze data"], _control.Orders);
    }

    [Fact]
    public void The_report_says_what_became_of_each()
    {
        AddThree();
        _mounts.Add("served", "8:9", "fuseblk");
        _mounts.Add("gone", "8:10", isHidden: true);
        _control.Refusals["home"] = Errno.EOPNOTSUPP;
        _scope = new([], [_mounts.Root + "/root"]);
        FreezeCommands commands = New(Hook("exit 0"));
        Assert.Equal("nothing has been frozen since the agent was started", commands.QgaFreezeReport().Error?.Description);
        commands.GuestFsfreezeFreeze();
        Assert.Equal(QgaFreezeEnd.Frozen, commands.QgaFreezeReport().Value!.End);
        commands.GuestFsfreezeThaw();

        QgaFreezeReport report = commands.QgaFreezeReport().Value!;
        Assert.Equal(
            ["served NotCovered", "root Excluded", "gone Unreachable", "data Frozen", "home NotSupported"],
            report.Filesystems.Select(one => $"{Path.GetFileName(one.Mountpoint)} {one.Result}"));
        Assert.Equal((1, QgaFreezeEnd.Thaw, null, null), (report.Count, report.End, report.Error, report.HookError));
        Assert.All([report.HookFreeze, report.HookThaw, report.Freeze, report.Frozen], time => Assert.True(time >= 0));
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (report.Time / 1_000_000), 0, 60_000);

        _control.Refusals["data"] = Errno.EIO;
        commands.GuestFsfreezeFreeze();
        report = commands.QgaFreezeReport().Value!;
        Assert.Equal((0, QgaFreezeEnd.Failure), (report.Count, report.End));
        Assert.Equal($"failed to freeze {_mounts.Root}/data: Input/output error", report.Error);
        Assert.Equal("Input/output error", report.Filesystems[^1].Error);
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
        limits ??= new();
        return new(_mounts.List, new(_bases), new(_control, _scope), _state, new(hook, limits.Hook), limits, _memory);
    }

    private static CommandResult<long> FreezeList(FreezeCommands commands, params string[] mountPoints) =>
        commands.GuestFsfreezeFreezeList(new() { Mountpoints = mountPoints });
}
