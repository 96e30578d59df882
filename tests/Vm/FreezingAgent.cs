using System.Net;
using Qga.Client;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>
/// An agent beside the one that is the guest's service, with a hook that writes down what it is told. Its folder, /guest/safe, is in the guest's memory.
/// </summary>
/// <param name="guest">Where it runs.</param>
internal sealed class FreezingAgent(Guest guest)
{
    /// <summary>Where it listens.</summary>
    public const string Socket = "/guest/safe/socket";

    private IPEndPoint? _forwarded;

    /// <summary>The process that was started last.</summary>
    public AgentProcess? Process { get; set; }

    /// <summary>Makes the folder and the hook.</summary>
    public async Task PrepareAsync() => await guest.Shell.RunAsync("""
        set -e
        mkdir -p /guest/safe
        printf '#!/bin/sh\necho $1 >> /guest/safe/hook.log\n' > /guest/safe/hook
        chmod 755 /guest/safe/hook
        rm -f /guest/safe/hook.log
        """);

    /// <summary>Starts it.</summary>
    /// <param name="settings">Lines for its configuration.</param>
    /// <param name="keepsLog">Whether what the hook wrote down is kept.</param>
    public async Task<GuestAgentClient> StartAsync(string settings = "", bool keepsLog = false)
    {
        if (!keepsLog)
            await guest.Shell.RunAsync("rm -f /guest/safe/hook.log");
        await guest.Shell.RunAsync($"printf '[general]\\n%s\\n' '{settings}' > /guest/safe/conf; rm -f {Socket}");
        Process = await AgentProcess.StartAsync(guest.Shell, "safe", $"-m unix-listen -p {Socket} -c /guest/safe/conf -F/guest/safe/hook");
        await guest.Shell.RunAsync($"until [ -S {Socket} ]; do sleep 0.05; done");
        return await ConnectAsync();
    }

    /// <summary>Connects to it once more.</summary>
    public async Task<GuestAgentClient> ConnectAsync() => await GuestAgent.ConnectAsync(await ForwardAsync());

    /// <summary>Where the host reaches it, also after a restart.</summary>
    public async Task<IPEndPoint> ForwardAsync() => _forwarded ??= await guest.Machine.ForwardAsync($"UNIX-CONNECT:{Socket}");

    /// <summary>What the hook was told.</summary>
    public async Task<string[]> HookCallsAsync() =>
        (await guest.Shell.RunAsync("cat /guest/safe/hook.log 2> /dev/null || :")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends it, and removes what it has.</summary>
    public async Task RemoveAsync()
    {
        if (Process is not null)
            await Process.StopAsync();
        await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw");
        await guest.Shell.RunAsync("rm -rf /guest/safe");
    }
}
