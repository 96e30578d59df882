using System.Diagnostics;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The agent on this very machine, on a unix socket, asked only for what changes nothing outside a folder of its own.</summary>
internal static class LocalDemo
{
    // Everything that could be felt on this machine is forbidden to the agent, not only left unasked.
    private const string Forbidden =
        "guest-set-time,guest-shutdown,guest-suspend-disk,guest-suspend-ram,guest-suspend-hybrid," +
        "guest-fsfreeze-freeze,guest-fsfreeze-freeze-list,guest-fsfreeze-thaw,guest-fstrim,guest-set-vcpus,guest-set-memory-blocks," +
        "guest-set-user-password,guest-ssh-add-authorized-keys,guest-ssh-remove-authorized-keys,guest-exec";

    // How the tool calls this machine.
    private const string Guest = "here";

    /// <summary>Runs it.</summary>
    /// <returns>The exit status: 0 only if every effect was seen.</returns>
    public static async Task<int> RunAsync()
    {
        Story story = new();
        string folder = Directory.CreateTempSubdirectory("qga-demo-").FullName;
        string socket = Path.Combine(folder, "agent");
        using Process process = Process.Start(new ProcessStartInfo(Project.Agent, ["-m", "unix-listen", "-p", socket, "-t", folder, "-b", Forbidden]))!;
        try
        {
            ShownTool qga = new(new HostTool(folder, (Guest, socket)));
            if (await story.ShowAsync($"The agent serves on {socket}", () => qga.RunAsync("wait", Guest, "--timeout", "20")))
                await new Looking(story, qga, Guest, folder).ShowAsync(folder);
            await story.ShowAsync("What would change this machine is refused", () => CheckRefusalAsync(qga));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }

        return story.End();
    }

    private static async Task CheckRefusalAsync(ShownTool qga)
    {
        // An empty list: even an agent that took no notice of what is forbidden to it would change nothing.
        ToolResult result = await qga.TryRunAsync("call", Guest, "guest-set-vcpus", """{"vcpus": []}""");
        Check(
            result.ExitCode == 1 && result.Error.Contains("guest-set-vcpus has been disabled", StringComparison.Ordinal), "it was not refused by the list");
    }
}
