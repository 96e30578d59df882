using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

/// <summary>
/// One client's slow command never delays another's, and nothing keeps the agent from ending when it is told to. The guest's processors
/// are emulated, so a ping has some milliseconds more to go here than in a real guest.
/// </summary>
[Collection(SharedGuest.Name)]
public sealed class AliveTests(Guest guest) : IAsyncLifetime
{
    private const double PingLimit = 50;

    // Together they take longer than the guest's shell does to send a signal.
    private const int Repetitions = 10;

    private AgentProcess _process = null!;
    private AgentChannel _slow = null!;
    private AgentChannel _other = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await guest.Shell.RunAsync("""
            printf '#!/bin/sh\necho $$ >> /guest/hook.pid\nexec sleep 1000\n' > /guest/hook
            chmod 755 /guest/hook
            rm -f /guest/hook.pid
            """);
        _process = await AgentProcess.StartAsync(guest.Shell, "alive", "-m unix-listen -p /guest/alive/socket -F/guest/hook");
        IPEndPoint here = await guest.Machine.ForwardAsync("UNIX-CONNECT:/guest/alive/socket");
        _slow = await AgentChannel.ConnectAsync(here);
        _other = await AgentChannel.ConnectAsync(here);
    }

    [Fact]
    public async Task While_48_MiB_are_read()
    {
        long handle = (long)await _slow.CallAsync("guest-file-open", Arguments("""{"path": "/dev/zero"}"""));
        await _slow.SendAsync("guest-file-read", Arguments($$"""{"handle": {{handle}}, "count": 50331648}"""));
        Task<string> reply = _slow.ReceiveAsync(TimeSpan.FromMinutes(2));
        await CheckPingsAsync(() => reply.IsCompleted);
        Assert.True((await reply).Length > 64 << 20);

        for (int i = 0; i < Repetitions; i++)
            await _slow.SendAsync("guest-file-read", Arguments($$"""{"handle": {{handle}}, "count": 50331648}"""));
        Task<int> replies = CountRepliesAsync();
        Assert.InRange(await _process.TerminateAsync(), 0, 1);
        // The end came in the middle of them.
        Assert.InRange(await replies, 0, Repetitions - 1);
    }

    [Fact]
    public async Task While_the_kernel_holds_a_command()
    {
        // A file system whose server never takes up a request: who opens a file on it waits in the kernel.
        await guest.Shell.RunAsync(
            "modprobe fuse; exec 5<> /dev/fuse; mount -i -t fuse -o fd=5,rootmode=40000,user_id=0,group_id=0 sleeper /mnt/fuse; "
            + "sleep 1000 > /dev/null 2>&1 5<&5 & echo $! > /guest/fuse.pid");
        try
        {
            await _slow.SendAsync("guest-file-open", Arguments("""{"path": "/mnt/fuse/file"}"""));
            await CheckPingsAsync(() => false);
            Assert.InRange(await _process.TerminateAsync(), 0, 1);
        }
        finally
        {
            await guest.Shell.RunAsync("kill $(cat /guest/fuse.pid); umount --lazy /mnt/fuse");
        }
    }

    [Fact]
    public async Task While_a_freeze_hook_hangs()
    {
        await _slow.SendAsync("guest-fsfreeze-freeze");
        await guest.Shell.WaitUntilAsync("test -s /guest/hook.pid", TimeSpan.FromSeconds(10));
        await CheckPingsAsync(() => false);
        Assert.InRange(await _process.TerminateAsync(), 0, 1);
        await guest.Shell.RunAsync("timeout 5 touch /mnt/ext4/alive /mnt/xfs/alive");
    }

    [Fact]
    public async Task While_a_client_does_not_read()
    {
        long handle = (long)await _slow.CallAsync("guest-file-open", Arguments("""{"path": "/dev/zero"}"""));
        await _slow.SendAsync("guest-file-read", Arguments($$"""{"handle": {{handle}}, "count": 50331648}"""));
        await _slow.SendAsync("guest-info");
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        await CheckPingsAsync(() => false);
        Assert.Equal((0, 0), await _process.IdleAsync(2));
        Assert.InRange(await _process.TerminateAsync(), 0, 1);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _slow?.Dispose();
        _other?.Dispose();
        await _process.StopAsync();
        await guest.Shell.TryRunAsync("kill $(cat /guest/hook.pid)");
    }

    private async Task<int> CountRepliesAsync()
    {
        for (int count = 0; ; count++)
        {
            try
            {
                await _slow.ReceiveAsync(TimeSpan.FromMinutes(2));
            }
            catch (Exception problem) when (problem is InvalidOperationException or SocketException)
            {
                return count;
            }
        }
    }

    private async Task CheckPingsAsync(Func<bool> done)
    {
        List<double> times = [];
        for (int i = 0; i < 40 && !done(); i++)
        {
            Stopwatch time = Stopwatch.StartNew();
            Assert.Equal("""{"return": {}}""", await _other.ExchangeAsync("""{"execute": "guest-ping"}"""));
            times.Add(time.Elapsed.TotalMilliseconds);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine($"{times.Count} pings, median {times[times.Count / 2]:0.0} ms, longest {times[^1]:0.0} ms");
        // One in ten may meet a busy host.
        Assert.InRange(times[times.Count * 9 / 10], 0, PingLimit);
    }
}
