using System.Diagnostics;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>The live table on a terminal of its own: script(1) makes a pseudo-terminal, and stty(1) tells how the terminal is.</summary>
public sealed class TopTerminalTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("q", 0)]
    [InlineData("\u0003", 130)]
    public async Task Terminal_is_as_it_was(string key, int expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1) is not installed");
        using TemporaryPlace place = new();
        await using FakeGuestAgent agent = new();
        agent.Listen($"{place.Path}/a.sock");
        agent.SetResult("guest-get-load", """{"load1m": 0.5, "load5m": 0.4, "load15m": 0.3}""");
        string tool = Path.Combine(AppContext.BaseDirectory, "qga");
        // The terminal's SIGINT goes to the shell too, and a shell that does not catch it is gone before it writes the exit code.
        string shell =
            $"trap : INT; stty rows 30 cols 120; stty -a >{place.Path}/before; '{tool}' top {place.Path}/a.sock -i 0.3; "
            + $"echo $? >{place.Path}/code; stty -a >{place.Path}/after";
        using Process terminal = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-q", "-e", "-c", shell, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color", ["SHELL"] = "/bin/sh" },
        })!;
        try
        {
            string screen = await ReadUntilAsync(terminal.StandardOutput, "0.5");
            await terminal.StandardInput.WriteAsync(key.AsMemory(), TestContext.Current.CancellationToken);
            await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            screen += await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("\e[?1049h", screen[screen.IndexOf("\e[?1049h", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.Contains("\e[?25h\e[?1049l", screen, StringComparison.Ordinal);
            Assert.Equal($"{expected}\n", await File.ReadAllTextAsync($"{place.Path}/code", TestContext.Current.CancellationToken));
            Assert.Equal(
                await File.ReadAllTextAsync($"{place.Path}/before", TestContext.Current.CancellationToken),
                await File.ReadAllTextAsync($"{place.Path}/after", TestContext.Current.CancellationToken));
        }
        finally
        {
            if (!terminal.HasExited)
            {
                terminal.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> ReadUntilAsync(StreamReader output, string text)
    {
        string all = "";
        char[] buffer = new char[4096];
        while (!all.Contains(text, StringComparison.Ordinal))
        {
            int count = await output.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(count > 0, $"the tool has ended: {all}");
            all += new string(buffer, 0, count);
        }

        return all;
    }
}
