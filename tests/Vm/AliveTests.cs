using System.Globalization;
using System.Net;
using Qga.Client;
using Qga.Machines;
using Qga.Support;

namespace Qga.Vm;

/// <summary>
/// One client's slow command never delays another's, and nothing keeps the agent from ending when it is told to. What comes first is asked
/// here: the guest's processors are emulated on a host that may be busy, and say nothing of milliseconds. <c>bench/compare</c> measures those.
/// </summary>
[Collection(SharedGuest.Name)]
public sealed class AliveTests(Guest guest) : IAsyncLifetime
{
    // A ping that had to wait for the slow command would come after it, or never; one that waited for a time limit of the agent, too late.
    private const int Pings = 10;
    private static readonly TimeSpan s_pingLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_slowLimit = TimeSpan.FromMinutes(2);

    // Together they take longer than the guest's shell does to send a signal.
    private const int Repetitions = 10;

    private AgentProcess _process = null!;
    private Peer _slow = null!;
    private GuestAgentClient _other = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await guest.Shell.RunAsync("""
            printf '#!/bin/sh\n[ $1 = freeze ] || exit 0\necho $$ >> /guest/hook.pid\nexec sleep 1000\n' > /guest/hook
            chmod 755 /guest/hook
            rm -f /guest/hook.pid
            """);
        _process = await AgentProcess.StartAsync(guest.Shell, "alive", "-m unix-listen -p /guest/alive/socket -F/guest/hook");
        IPEndPoint here = await guest.Machine.ForwardAsync("UNIX-CONNECT:/guest/alive/socket");
        _other = await GuestAgent.ConnectAsync(here, s_pingLimit);
        _slow = new(await Connection.OpenAsync(here), readsAhead: false);
    }

    [Fact]
    public async Task While_48_MiB_are_read()
    {
        string read = await ReadRequestAsync();
        _slow.Send(read);
        Assert.True(_slow.Read(s_slowLimit)?.Length > 64 << 20);

        for (int i = 0; i < Repetitions; i++)
            _slow.Send(read);
        Task<int> replies = Task.Run(CountReplies);
        await PingAsync();
        await _process.TerminateAsync();
        // The pings and the end came in the middle of them.
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
            _slow.Send("""{"execute": "guest-file-open", "arguments": {"path": "/mnt/fuse/file"}}""" + "\n");
            await PingAsync();
            await _process.TerminateAsync();
        }
        finally
        {
            await guest.Shell.RunAsync("kill $(cat /guest/fuse.pid); umount --lazy /mnt/fuse");
        }
    }

    [Fact]
    public async Task While_a_freeze_hook_hangs()
    {
        _slow.Send("""{"execute": "guest-fsfreeze-freeze"}""" + "\n");
        await guest.Shell.WaitUntilAsync("test -s /guest/hook.pid", TimeSpan.FromSeconds(10));
        await PingAsync();
        await _process.TerminateAsync();
        await guest.Shell.RunAsync("timeout 5 touch /mnt/ext4/alive /mnt/xfs/alive");
    }

    [Fact]
    public async Task While_its_log_file_takes_no_line()
    {
        // A write to a frozen file system waits in the kernel; the agent that did not freeze it does not know.
        AgentProcess verbose = await AgentProcess.StartAsync(guest.Shell, "verbose", "-v -m unix-listen -p /guest/verbose/socket -l /mnt/xfs/verbose.log");
        await using (GuestAgentClient client = await GuestAgent.ConnectAsync(
            await guest.Machine.ForwardAsync("UNIX-CONNECT:/guest/verbose/socket"), s_pingLimit))
        {
            await client.GuestPingAsync(TestContext.Current.CancellationToken);
            await guest.Shell.RunAsync("fsfreeze -f /mnt/xfs");
            try
            {
                for (int i = 0; i < Pings; i++)
                {
                    await client.GuestPingAsync(TestContext.Current.CancellationToken);
                }
            }
            finally
            {
                await guest.Shell.RunAsync("fsfreeze -u /mnt/xfs");
            }
        }

        await verbose.TerminateAsync();
        string lines = await guest.Shell.RunAsync("grep -c 'guest-ping' /mnt/xfs/verbose.log; rm /mnt/xfs/verbose.log");
        Assert.InRange(int.Parse(lines, CultureInfo.InvariantCulture), Pings + 1, Pings + 2);
    }

    [Fact]
    public async Task While_a_client_does_not_read()
    {
        _slow.Send(await ReadRequestAsync() + """{"execute": "guest-info"}""" + "\n");
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        await PingAsync();
        Assert.Equal((0, 0), await _process.IdleAsync(2));
        await _process.TerminateAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _slow?.Dispose();
        if (_other is not null)
            await _other.DisposeAsync();
        await _process.StopAsync();
        await guest.Shell.TryRunAsync("kill $(cat /guest/hook.pid)");
    }

    private async Task<string> ReadRequestAsync()
    {
        long handle = await _other.GuestFileOpenAsync("/dev/zero");
        return $$$"""{"execute": "guest-file-read", "arguments": {"handle": {{{handle}}}, "count": 50331648}}""" + "\n";
    }

    private int CountReplies()
    {
        int count = 0;
        while (_slow.Read(s_slowLimit) is not null)
            count++;
        return count;
    }

    private async Task PingAsync()
    {
        for (int i = 0; i < Pings; i++)
            await _other.GuestPingAsync();
    }
}
