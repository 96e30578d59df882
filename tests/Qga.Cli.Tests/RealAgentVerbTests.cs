using System.Diagnostics;
using System.Text.Json;
using Qga.Cli.Schema;
using Qga.Support;

namespace Qga.Cli.Tests;

/// <summary>The agents as they are: ours (the executable that QGA_AGENT names) and QEMU's, without the commands that would change this machine.</summary>
public sealed class RealAgentVerbTests
{
    public static TheoryData<string> Agents => ["QGA_AGENT", "/usr/sbin/qemu-ga"];

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Commands_are_called_listed_and_examined(string agent)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string program = agent == "QGA_AGENT" ? Environment.GetEnvironmentVariable(agent) ?? "" : agent;
        Assert.SkipUnless(File.Exists(program), $"{agent}: no such executable");
        string folder = Directory.CreateTempSubdirectory("qga-").FullName;
        string socket = $"{folder}/ga.sock";
        using Process process = Process.Start(program, ["-m", "unix-listen", "-p", socket, "-t", folder, "-b", HarmfulCommands.List]);
        try
        {
            ToolRun ping;
            do
            {
                // The socket exists a moment before the agent listens.
                ping = await ToolRun.StartAsync("call", socket, "guest-ping");
            }
            while (ping.ExitCode == 3 && !process.HasExited);

            Assert.Equal((0, "{}\n", ""), (ping.ExitCode, ping.Output, ping.Error));
            await CopyAsync(socket, $"{folder}/file", cancellation);

            ToolRun commands = await ToolRun.StartAsync("commands", socket);
            Assert.Matches("(?m)^guest-shutdown +blocked +no +no +0.15 ", commands.Output);
            Assert.Matches("(?m)^guest-get-osinfo +enabled +yes +no +2.10 ", commands.Output);
            Assert.All(commands.Output.Split('\n')[1..^1], line => Assert.NotNull(CommandCatalog.FindCommand(line.Split(' ')[0])));

            ToolRun refused = await ToolRun.StartAsync("call", socket, "guest-shutdown");
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("has been disabled", refused.Error, StringComparison.Ordinal);

            ToolRun doctor = await ToolRun.StartAsync("doctor", socket);
            Assert.True(doctor.ExitCode == 0, doctor.Output);
            Assert.Matches($"(?m)^process +ok +qemu-ga \\({process.Id}\\)", doctor.Output);
            Assert.Matches("(?m)^agent +ok +answers in ", doctor.Output);
            Assert.Matches("(?m)^clock +ok ", doctor.Output);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CopyAsync(string socket, string file, CancellationToken cancellation)
    {
        ToolRun open = await ToolRun.StartAsync("call", socket, "guest-file-open", $"path={file}", "mode=w");
        Assert.Equal(0, open.ExitCode);
        string handle = open.Output.Trim();
        ToolRun write = await ToolRun.StartAsync("call", socket, "guest-file-write", $"handle={handle}", "buf-b64=aGVsbG8K", "--json");
        using JsonDocument json = JsonDocument.Parse(write.Output);
        Assert.Equal(6, json.RootElement[0].GetProperty("answer").GetProperty("count").GetInt32());
        Assert.Equal(0, (await ToolRun.StartAsync("call", socket, "guest-file-close", $"handle={handle}")).ExitCode);
        Assert.Equal("hello\n", await File.ReadAllTextAsync(file, cancellation));
    }
}
