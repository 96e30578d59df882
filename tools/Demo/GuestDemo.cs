using Qga.Client;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The agent in a real guest, used by the host.</summary>
internal static class GuestDemo
{
    /// <summary>Runs it.</summary>
    /// <param name="keep">Whether the guest is left running.</param>
    /// <param name="accelerator">QEMU's accelerator.</param>
    /// <returns>The exit status: 0 only if every effect was seen.</returns>
    public static async Task<int> RunAsync(bool keep, string accelerator)
    {
        Story story = new();
        MachineOptions options = new() { Agent = Project.Agent, Accelerator = accelerator, Leashed = !keep };
        Machine? machine = null;
        GuestAgentClient? agent = null;
        bool up = await story.ShowAsync("A guest boots and its agent is started as a service", async () =>
        {
            machine = await Machine.StartAsync(options);
            Say($"up after {await machine.Shell.RunAsync("cut -d' ' -f1 /proc/uptime")} s of its own time");
            await machine.StartAgentAsync();
            agent = await machine.ConnectAgentAsync();
            Say("the agent answers on its virtio-serial port");
        });
        if (up)
            await UseAsync(story, machine!, agent!, keep);
        if (agent is not null)
            await agent.DisposeAsync();
        if (machine is not null && !(keep && up))
            await machine.DisposeAsync();
        return story.End();
    }

    private static async Task UseAsync(Story story, Machine machine, GuestAgentClient agent, bool keep)
    {
        await new Looking(story, agent).ShowAsync("/mnt/xfs");
        Changing changing = new(story, machine, agent);
        await changing.ShowAsync();
        if (!keep)
        {
            await changing.ShutDownAsync();
            return;
        }

        Console.WriteLine($$"""

            The guest is left running. To talk to its agent:
                socat - UNIX-CONNECT:{{machine.Files.AgentSocket}}
                {"execute": "guest-info"}
            QEMU's monitor is at {{machine.Files.MonitorSocket}}, the guest's console in {{machine.Files.Console}}.
            To end it:
                kill {{machine.ProcessId}}; rm -r {{machine.Files.Folder}}
            """);
        machine.Leave();
    }
}
