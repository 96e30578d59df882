using System.Diagnostics;
using System.Text.Json;
using Qga.Support;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>The recipes of docs/qga.md, each run as it stands, by a shell, with real agents for the web servers and a played one for the database.</summary>
public sealed class RecipeTests : IAsyncDisposable
{
    private const string Agent = "/usr/sbin/qemu-ga";
    private readonly TemporaryPlace _place = new();
    private readonly List<Process> _agents = [];

    public static TheoryData<string> Recipes => [.. Blocks().Keys];

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "qga");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Recipe_does_what_it_says(string title)
    {
        Assert.SkipUnless(File.Exists(Agent), $"{Agent}: no such executable");
        await using PlayedAgent database = PlayedAgent.WithFileSystems(out FakeFreezing state);
        await StartGuestsAsync(database.Address);

        (int exitCode, string output) = await RunShellAsync(Blocks()[title]);

        Assert.True(exitCode == 0, output);
        Assert.Empty(state.Frozen);
        await CheckAsync(title, output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process agent in _agents)
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
            agent.Dispose();
        }

        _place.Dispose();
    }

    private async Task CheckAsync(string title, string output)
    {
        switch (title)
        {
            case "Back up a database's disk, consistently":
                Assert.Equal(await ReadAsync("disk.img"), await ReadAsync("backup.img"));
                using (JsonDocument report = JsonDocument.Parse(await ReadAsync("freeze.json")))
                {
                    Assert.False(report.RootElement.GetProperty("thawed-early").GetBoolean());
                }

                break;
            case "An inventory of the fleet":
                using (JsonDocument inventory = JsonDocument.Parse(await ReadAsync("inventory.json")))
                {
                    Assert.Equal(["web1", "web2"], inventory.RootElement.EnumerateArray().Select(guest => guest.GetProperty("guest").GetString()));
                }

                break;
            case "Bring files in and out":
                Assert.Equal(await ReadAsync("disk.img"), await ReadAsync("home/disk.img"));
                Assert.Equal(await ReadAsync("disk.img"), await ReadAsync("copy.img"));
                Assert.InRange(new FileInfo(Path.Combine(_place.Path, "home/disk.tar")).Length, 300_000, 400_000);
                break;
            case "Run a script of the host's in every web server":
                Assert.Equal(2, output.Split('\n').Count(line => line.EndsWith(" says hello", StringComparison.Ordinal)));
                break;
            default:
                Assert.NotEqual("", output);
                break;
        }
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_place.Path, name), Cancellation);

    private async Task StartGuestsAsync(string database)
    {
        List<string> guests = [$"db = {database}"];
        foreach (string name in (string[])["web1", "web2"])
        {
            string folder = Directory.CreateDirectory(Path.Combine(_place.Path, name)).FullName;
            string socket = Path.Combine(folder, "ga.sock");
            string[] words = ["-m", "unix-listen", "-p", socket, "-t", folder, "-f", Path.Combine(folder, "pid"), "-b", HarmfulCommands.List];
            _agents.Add(Process.Start(Agent, words));
            guests.Add($"{name} = unix:{socket}");
            Assert.Equal(0, (await ToolRun.StartAsync("wait", socket, "--timeout", "30")).ExitCode);
        }

        _place.Write("config/qga/guests", string.Join('\n', guests) + "\n");
        _place.Write("disk.img", new string('x', 300_000));
    }

    private async Task<(int ExitCode, string Output)> RunShellAsync(string text)
    {
        ProcessStartInfo start = new("/bin/bash", ["-euo", "pipefail", "-c", $"exec 2>&1\nqga() {{ '{Tool}' \"$@\"; }}\n{text}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = _place.Path,
        };
        start.Environment["XDG_CONFIG_HOME"] = $"{_place.Path}/config";
        // The guests share this machine's files: what is theirs has a folder of its own.
        start.Environment["HOME"] = Directory.CreateDirectory(Path.Combine(_place.Path, "home")).FullName;
        using Process shell = Process.Start(start)!;
        shell.StandardInput.Close();
        string output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return (shell.ExitCode, output);
    }

    /// <summary>The block of shell under each heading.</summary>
    private static Dictionary<string, string> Blocks()
    {
        string[] sections = File.ReadAllText(ProjectFolder.PathOf("docs/qga.md")).Split("\n### ")[1..];
        return sections.ToDictionary(
            section => section[..section.IndexOf('\n', StringComparison.Ordinal)],
            section => section.Split("```sh\n")[1].Split("```")[0]);
    }
}
