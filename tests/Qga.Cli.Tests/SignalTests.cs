using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Qga.Cli.Tests;

/// <summary>Signals that ask the tool to end. It ends what it has begun, and its exit code tells the signal.</summary>
[SupportedOSPlatform("linux")]
public sealed class SignalTests
{
    private static readonly (string Name, int Number)[] s_signals = [("HUP", 1), ("INT", 2), ("TERM", 15)];

    public static TheoryData<string, string, int> Signals
    {
        get
        {
            TheoryData<string, string, int> all = [];
            foreach (string agent in (string[])["QGA_AGENT", "/usr/sbin/qemu-ga"])
            {
                foreach ((string name, int number) in s_signals)
                {
                    all.Add(agent, name, number);
                }
            }

            return all;
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Signals))]
    public async Task Copy_leaves_nothing_unless_it_can_be_resumed(string name, string signal, int number)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        await File.WriteAllBytesAsync($"{place.Path}/file", TreeText.Content(12 << 20), TestContext.Current.CancellationToken);
        Directory.CreateDirectory($"{place.Path}/tree");
        await File.WriteAllBytesAsync($"{place.Path}/tree/file", TreeText.Content(12 << 20), TestContext.Current.CancellationToken);

        foreach (bool isTree in (bool[])[false, true])
        {
            string source = isTree ? $"{place.Path}/tree" : $"{place.Path}/file";
            foreach (bool resumes in (bool[])[false, true])
            {
                string[] options = [.. isTree ? ["-r"] : Array.Empty<string>(), .. resumes ? ["--resume"] : Array.Empty<string>()];
                Assert.Equal((128 + number, ""), await BreakAsync(
                    agent, signal, address => ["cp", .. options, source, $"unix:{address}:{agent.Folder}/copy"]));
                Assert.Equal(resumes ? 1 : 0, TreeText.Temporary(agent.Folder).Length);
                Assert.Equal((128 + number, ""), await BreakAsync(
                    agent, signal, address => ["cp", .. options, $"unix:{address}:{source}", $"{place.Path}/copy"]));
                Assert.Equal(resumes ? 1 : 0, TreeText.Temporary(place.Path).Length);
                await HostProgram.RunAsync("/bin/sh", "-c", "rm -rf \"$0\"/.qga-* \"$1\"/.qga-*", agent.Folder, place.Path);
            }
        }

        Assert.False(File.Exists($"{agent.Folder}/copy") || Directory.Exists($"{agent.Folder}/copy"));
        Assert.Empty(agent.Remains);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Signals))]
    public async Task Program_is_ended(string name, string signal, int number)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using Process tool = Start("run", agent.Address, "echo $$; exec sleep 1000");
        string? id = await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        await SendAsync(tool, signal);

        Assert.Equal((128 + number, ""), (tool.ExitCode, await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
        Assert.False(IsRunning(int.Parse(id!, CultureInfo.InvariantCulture)));
        Assert.Empty(agent.Remains);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Signals))]
    public async Task What_goes_on_for_ever_ends(string name, string signal, int number)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        await File.WriteAllTextAsync($"{agent.Folder}/log", "first\n", TestContext.Current.CancellationToken);
        foreach (string[] words in (string[][])
            [
                ["tail", "-f", $"unix:{agent.Address}:{agent.Folder}/log"],
                ["top", "--jsonl", "-i", "0.05", agent.Address],
                ["ping", "-i", "0.05", agent.Address],
            ])
        {
            using Process tool = Start(words);
            Assert.NotNull(await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Task<string> rest = tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

            await SendAsync(tool, signal);

            await rest;
            Assert.Equal("", await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

            // As ping(8), which then says what it has found.
            Assert.Equal(words[0] == "ping" ? 0 : 128 + number, tool.ExitCode);
        }
    }

    // Sends the signal in the middle of a copy, while the agent says nothing.
    private static async Task<(int ExitCode, string Error)> BreakAsync(RunningAgent agent, string signal, Func<string, string[]> words)
    {
        await using Relay relay = new(agent.Address, 6 << 20);
        using Process tool = Start(words(relay.Address));
        await relay.Held;
        using (Process kill = Process.Start("/bin/kill", [$"-{signal}", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        relay.Release();
        string error = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (tool.ExitCode, error);
    }

    private static Process Start(params string[] words)
    {
        // Whoever starts the tests may have had signals ignored, as nohup(1) and shells for what runs in the background do.
        Process tool = HostProgram.Start("/usr/bin/env", ["--default-signal", $"{AppContext.BaseDirectory}/qga", .. words]);
        tool.StandardInput.Close();
        return tool;
    }

    private static async Task SendAsync(Process tool, string signal)
    {
        using (Process kill = Process.Start("/bin/kill", [$"-{signal}", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsRunning(int process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
}
