using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The agent in a real guest, used by the host's tool.</summary>
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
        bool up = await story.ShowAsync("A guest boots and its agent is started as a service", async () =>
        {
            machine = await Machine.StartAsync(options);
            Say($"up after {await machine.Shell.RunAsync("cut -d' ' -f1 /proc/uptime")} s of its own time");
            await machine.StartAgentAsync();
            await new ShownTool(machine.Tool).RunAsync("wait", Machine.Name);
        });
        if (up)
            await UseAsync(story, machine!, keep);
        if (machine is not null && !(keep && up))
            await machine.DisposeAsync();
        return story.End();
    }

    private static async Task UseAsync(Story story, Machine machine, bool keep)
    {
        await new Looking(story, new(machine.Tool), Machine.Name, machine.Files.Folder).ShowAsync("/mnt/xfs");
        Changing changing = new(story, machine);
        await changing.ShowAsync();
        if (!keep)
        {
            await changing.ShutDownAsync();
            return;
        }

        Console.WriteLine($"""

            The guest is left running. To use it:
                {Project.Tool} list
                {Project.Tool} shell {machine.Files.AgentSocket}
            QEMU's monitor is at {machine.Files.SpareMonitorSocket}, the guest's console in {machine.Files.Console}.
            To end it:
                kill {machine.ProcessId}; rm -r {machine.Files.Folder}
            """);
        machine.Leave();
    }
}
