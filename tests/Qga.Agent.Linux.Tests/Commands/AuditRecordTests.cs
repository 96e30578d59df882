using System.Collections.Concurrent;
using Qga.Agent.Commands.Time;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Agent.Linux.Commands.Memory;
using Qga.Agent.Linux.Commands.Password;
using Qga.Agent.Linux.Commands.Power;
using Qga.Agent.Linux.Commands.Ssh;
using Qga.Agent.Linux.Commands.Suspend;
using Qga.Agent.Linux.Commands.Time;
using Qga.Agent.Linux.Commands.Trim;
using Qga.Agent.Linux.Commands.Vcpu;
using Qga.Agent.Linux.State;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Logging;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

/// <summary>Every command that changes the guest leaves a record, also where it fails. The log is that of the process: other tests write to it, too.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
[Collection("the process's log")]
public sealed class AuditRecordTests : IDisposable
{
    private readonly Records _records = new();
    private readonly FakeMounts _mounts = new();
    private readonly FakeControl _control = new();

    public AuditRecordTests() => Log.Configure(_records);

    public void Dispose()
    {
        _control.Dispose();
        _mounts.Dispose();
    }

    [Fact]
    public void Time()
    {
        TimeCommands commands = new(new LinuxClocks([], "/nowhere"));
        Assert.NotNull(commands.GuestSetTime(new() { Time = -77_000_000_000 }).Error);
        Assert.NotNull(commands.GuestSetTime(default).Error);
        Expect("guest-set-time called, time: -77000000000");
        Expect("guest-set-time called, time: (null)");
    }

    [Fact]
    public void Processors()
    {
        GuestLogicalProcessor[] some =
        [
            new() { LogicalId = 8801, Online = false }, new() { LogicalId = 8802, Online = true }, new() { LogicalId = 8803, Online = false },
        ];
        Assert.NotNull(new VcpuCommands("/nowhere").GuestSetVcpus(new() { Vcpus = some }).Error);
        Expect("guest-set-vcpus called, online: 8802, offline: 8801 8803");
        GuestLogicalProcessor[] many = [.. Enumerable.Range(7701, 40).Select(number => new GuestLogicalProcessor { LogicalId = number, Online = true })];
        Assert.NotNull(new VcpuCommands("/nowhere").GuestSetVcpus(new() { Vcpus = many }).Error);
        Expect($"guest-set-vcpus called, online: {string.Join(' ', Enumerable.Range(7701, 32))} …, offline: none");
    }

    [Fact]
    public void Memory()
    {
        GuestMemoryBlock[] blocks = [new() { PhysIndex = 9901, Online = false }];
        Assert.Null(new MemoryCommands("/nowhere").GuestSetMemoryBlocks(new() { MemBlks = blocks }).Error);
        Expect("guest-set-memory-blocks called, online: none, offline: 9901");
    }

    [Fact]
    public void Sleep()
    {
        SuspendCommands commands = new("/nowhere", "/nowhere");
        Assert.NotNull(commands.GuestSuspendDisk().Error);
        Assert.NotNull(commands.GuestSuspendRam().Error);
        Assert.NotNull(commands.GuestSuspendHybrid().Error);
        Expect("guest-suspend-disk called");
        Expect("guest-suspend-ram called");
        Expect("guest-suspend-hybrid called");
    }

    [Fact]
    public void Shutdown()
    {
        Assert.NotNull(new PowerCommands(["/nowhere"]).GuestShutdown(new() { Mode = "reboot" }).Error);
        Expect("guest-shutdown called, mode: reboot");
    }

    [Fact]
    public void Users()
    {
        Assert.NotNull(new PasswordCommands("/nowhere/chpasswd").GuestSetUserPassword(new() { Username = "kim-audit" }).Error);
        SshCommands ssh = new((name, out account) => (account = null) is null ? default : default);
        Assert.NotNull(ssh.GuestSshAddAuthorizedKeys(new() { Username = "kim-audit", Keys = ["k"] }).Error);
        Assert.NotNull(ssh.GuestSshRemoveAuthorizedKeys(new() { Username = "kim-audit", Keys = ["k"] }).Error);
        Expect("guest-set-user-password called, user: kim-audit");
        Expect("guest-ssh-add-authorized-keys called, user: kim-audit");
        Expect("guest-ssh-remove-authorized-keys called, user: kim-audit");
    }

    [Fact]
    public void File_systems()
    {
        _mounts.Add("root", "8:1");
        FreezeCommands freeze = new(
            _mounts.List, new(new FakeBases()), new(_control, new([], [])), new(new FreezeMarker(_mounts.Root)), new(null, default), new(), new FakeMemory());
        Assert.Equal(1, freeze.GuestFsfreezeFreeze().Value);
        Assert.Equal(1, freeze.GuestFsfreezeThaw().Value);
        Assert.Null(new TrimCommands(_mounts.List, _control).GuestFstrim(default).Error);
        Expect("guest-fsfreeze called");
        Expect("guest-fsthaw called");
        Expect("guest-fstrim called");
    }

    private void Expect(string record) => Assert.Contains(record, _records.Audits);

    private sealed class Records : ILogDestination
    {
        public ConcurrentQueue<string> Audits { get; } = new();

        public void WriteLine(string line)
        {
        }

        public void WriteAudit(string text) => Audits.Enqueue(text);
    }
}
