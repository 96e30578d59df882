using Qapi.Runtime.Errors;

namespace Qga.Monitor.Tests;

/// <summary>The client with QEMU itself, as it is installed.</summary>
public sealed class RealQemuTests
{
    private static readonly string[] s_noMachine = ["-machine", "none"];

    private static readonly string[] s_disk = ["-machine", "none", "-drive", "if=none,id=d0,file.driver=null-co,file.size=1048576,format=raw"];

    // With an id the port is below /machine/peripheral, without one below /machine/peripheral-anon.
    private static readonly string[] s_agent =
    [
        "-machine", "q35", "-device", "virtio-serial", "-chardev", "socket,id=qga7,path=$/qga.sock,server=on,wait=off", "-device",
        "virtserialport,chardev=qga7,name=org.qemu.guest_agent.0",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_what_it_is()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync([.. s_noMachine, "-name", "vm1", "-uuid", "6fbf3d9c-0c6b-4b32-9a8b-3f6c2b1d0e11"]);
        Assert.Equal(qemu.Client.Version, await qemu.Client.QueryVersionAsync(Cancellation));
        Assert.InRange(qemu.Client.Version.Qemu.Major, 2, 99);
        Assert.Equal("vm1", (await qemu.Client.QueryNameAsync(Cancellation)).Name);
        Assert.Equal("6fbf3d9c-0c6b-4b32-9a8b-3f6c2b1d0e11", (await qemu.Client.QueryUuidAsync(Cancellation)).UUID);
        Assert.Equal(new StatusInfo { Running = false, Status = "prelaunch" }, await qemu.Client.QueryStatusAsync(Cancellation));
        Assert.StartsWith(
            $"{qemu.Client.Version.Qemu.Major}.",
            await qemu.Client.HumanMonitorCommandAsync("info version", cancellationToken: Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_confirm_what_was_done()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        using MonitorSubscription events = qemu.Client.Subscribe();
        await qemu.Client.ContAsync(Cancellation);
        await events.WaitForAsync<ResumeEvent>(Cancellation);
        Assert.True((await qemu.Client.QueryStatusAsync(Cancellation)).Running);
        await qemu.Client.StopAsync(Cancellation);
        Assert.InRange((await events.WaitForAsync(happened => happened.Data is StopEvent, Cancellation)).Time!.Value.Year, 2020, 9999);
        await qemu.Client.SystemResetAsync(Cancellation);
        Assert.Equal(new ResetEvent { Guest = false, Reason = "host-qmp-system-reset" }, await events.WaitForAsync<ResetEvent>(Cancellation));
        await qemu.Client.SystemPowerdownAsync(Cancellation);
        await events.WaitForAsync<PowerdownEvent>(Cancellation);
    }

    [Fact]
    public async Task Last_words_are_heard_when_it_ends()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        using MonitorSubscription events = qemu.Client.Subscribe();
        await qemu.Client.QuitAsync(Cancellation);
        Assert.Equal(new ShutdownEvent { Guest = false, Reason = "host-qmp-quit" }, await events.WaitForAsync<ShutdownEvent>(Cancellation));
        await Assert.ThrowsAsync<MonitorConnectionException>(() => events.ReadAsync(Cancellation).AsTask());
        await Assert.ThrowsAsync<MonitorConnectionException>(() => qemu.Client.QueryStatusAsync(Cancellation));
        Assert.Equal(0, await qemu.WaitForExitAsync());
    }

    [Fact]
    public async Task Serves_one_client_at_a_time()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        MonitorClientOptions brief = new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) };

        // The first of these waits in the queue of the socket; those behind it may not even get there.
        for (int i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<MonitorTimeoutException>(() => MonitorClient.ConnectAsync(qemu.Socket, brief, Cancellation));
        }

        Task<MonitorClient> next = MonitorClient.ConnectAsync(qemu.Socket, new() { ConnectTimeout = Timeout.InfiniteTimeSpan }, Cancellation);
        await qemu.Client.QueryStatusAsync(Cancellation);
        Assert.False(next.IsCompleted);
        await qemu.Client.DisposeAsync();
        await using MonitorClient client = await next;
        await client.QueryStatusAsync(Cancellation);
    }

    [Fact]
    public async Task Many_calls_at_once_are_all_answered()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        Task<VersionInfo>[] calls = [.. Enumerable.Range(0, 200).Select(_ => qemu.Client.QueryVersionAsync(Cancellation))];
        Assert.All(await Task.WhenAll(calls), version => Assert.Equal(qemu.Client.Version, version));
    }

    [Fact]
    public async Task Call_that_is_given_up_spoils_none_of_the_next()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        for (int i = 0; i < 50; i++)
        {
            using CancellationTokenSource source = new();
            Task<UuidInfo> givenUp = qemu.Client.QueryUuidAsync(source.Token);
            await source.CancelAsync();
            Assert.Equal("prelaunch", (await qemu.Client.QueryStatusAsync(Cancellation)).Status);
            await Task.WhenAny(givenUp);
        }
    }

    [Fact]
    public async Task Refusals_have_their_class()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        Assert.Equal(ErrorClass.CommandNotFound, (await RefusalAsync(qemu.Client.CallAsync("x-no-such-command", null, Cancellation))).ErrorClass);
        Assert.Equal(ErrorClass.CommandNotFound, (await RefusalAsync(qemu.Client.QmpCapabilitiesAsync(Cancellation))).ErrorClass);
        Assert.Equal(ErrorClass.GenericError, (await RefusalAsync(qemu.Client.SystemWakeupAsync(Cancellation))).ErrorClass);
        Assert.False(await qemu.Client.CanWakeUpAsync(Cancellation));
    }

    [Fact]
    public async Task Snapshots_put_an_image_on_top()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_disk);
        await qemu.Client.BlockdevSnapshotSyncAsync(
            qemu.File("one.qcow2"), device: "d0", snapshotNodeName: "one", format: "qcow2", mode: NewImageMode.AbsolutePaths, cancellationToken: Cancellation);
        BlockInfo drive = Assert.Single(await qemu.Client.QueryBlockAsync(Cancellation));
        Assert.Equal(("d0", "one", "qcow2", 1), (drive.Device, drive.Inserted!.NodeName, drive.Inserted.Drv, drive.Inserted.BackingFileDepth));

        // All steps or none: there is no second drive.
        TransactionAction[] steps = [Snapshot("d0", qemu.File("two.qcow2")), Snapshot("d1", qemu.File("three.qcow2"))];
        Assert.Contains("d1", (await RefusalAsync(qemu.Client.TransactionAsync(steps, Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal(qemu.File("one.qcow2"), Assert.Single(await qemu.Client.QueryBlockAsync(Cancellation)).Inserted!.File);
        await qemu.Client.TransactionAsync(steps[..1], Cancellation);
        drive = Assert.Single(await qemu.Client.QueryBlockAsync(Cancellation));
        Assert.Equal((qemu.File("two.qcow2"), qemu.File("one.qcow2")), (drive.Inserted!.File, drive.Inserted.BackingFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",id=port")]
    public async Task Port_of_the_agent_is_found_and_closed_without_a_guest(string id)
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync([.. s_agent[..^1], s_agent[^1] + id]);
        Assert.Equal("qga7", await qemu.Client.FindAgentChardevAsync(Cancellation));
        Assert.False(await qemu.Client.IsFrontendOpenAsync(cancellationToken: Cancellation));
        Assert.True(await qemu.Client.IsFrontendOpenAsync("compat_monitor0", Cancellation));
        Assert.Null(await qemu.Client.IsFrontendOpenAsync("qga8", Cancellation));
        Assert.True(await qemu.Client.CanWakeUpAsync(Cancellation));
    }

    [Fact]
    public async Task Machine_without_a_port_has_none()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(s_noMachine);
        Assert.Null(await qemu.Client.FindAgentChardevAsync(Cancellation));
        Assert.Null(await qemu.Client.IsFrontendOpenAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Monitor_that_prints_prettily_is_understood()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync(
            [.. s_noMachine, "-chardev", "socket,id=second,path=$/second.sock,server=on,wait=off", "-mon", "chardev=second,mode=control,pretty=on"]);
        await using MonitorClient client = await MonitorClient.ConnectAsync(qemu.File("second.sock"), cancellationToken: Cancellation);
        using MonitorSubscription events = client.Subscribe();
        await client.ContAsync(Cancellation);
        await events.WaitForAsync<ResumeEvent>(Cancellation);
        Assert.Contains(await client.QueryChardevAsync(Cancellation), device => device is { Label: "second", FrontendOpen: true });
    }

    [Fact]
    public async Task Monitor_for_humans_is_told_apart()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync([.. s_noMachine, "-monitor", "unix:$/hmp.sock,server=on,wait=off"]);
        await Assert.ThrowsAsync<MonitorUnreachableException>(() => MonitorClient.ConnectAsync(qemu.File("hmp.sock"), cancellationToken: Cancellation));
    }

    private static TransactionAction.BlockdevSnapshotSync Snapshot(string device, string file) => new()
    {
        Content = new() { Data = new() { Device = device, SnapshotFile = file, Format = "qcow2" } },
    };

    private static Task<MonitorRefusedException> RefusalAsync(Task call) => Assert.ThrowsAsync<MonitorRefusedException>(() => call);
}
