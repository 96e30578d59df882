using System.Diagnostics;

namespace Qga.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("qga loa", "load")]
    [InlineData("qga comm", "commands")]
    [InlineData("qga load ", "web1")]
    [InlineData("qga load w", "web1")]
    [InlineData("qga load x", "")]
    [InlineData("qga load --jo", "--jobs")]
    [InlineData("qga load --jobs 3 ", "web1")]
    [InlineData("qga call web1 guest-file-c", "guest-file-close")]
    [InlineData("qga call --all guest-file-c", "guest-file-close")]
    [InlineData("qga call web1 guest-file-read ", "handle= count=")]
    [InlineData("qga call web1 guest-file-seek wh", "whence=")]
    [InlineData("qga call web1 guest-file-seek whence=", "whence=set whence=cur whence=end")]
    [InlineData("qga call web1 guest-set-user-password crypted=t", "crypted=true")]
    [InlineData("qga schema guest-get-o", "guest-get-osinfo")]
    [InlineData("qga suspend ", "disk hybrid ram")]
    [InlineData("qga suspend ram ", "web1")]
    [InlineData("qga keys ", "list add remove")]
    [InlineData("qga keys add ", "web1")]
    [InlineData("qga completion z", "zsh")]
    [InlineData("qga __", "")]
    [InlineData("qga 'loa", "load")]
    public async Task Words_are_completed(string line, string expected)
    {
        ToolRun run = await ToolRun.StartAsync([new OneGuest("/none")], ["__complete", "--line", line]);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Descriptions_come_behind_a_tab() =>
        Assert.Equal("load\tShow the guest's load averages\n", (await ToolRun.StartAsync("__complete", "--describe", "--line", "qga load")).Output);

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task Scripts_are_what_their_shells_take(string shell, string check)
    {
        string program = $"/usr/bin/{shell}";
        Assert.SkipUnless(File.Exists(program), $"{program}: no such executable");
        ToolRun script = await ToolRun.StartAsync("completion", shell);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script.Output, TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal("", await RunAsync(program, [check, file]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Bash parts words at '=' and ':', and puts a blank behind a word that is complete.</summary>
    [Theory]
    [InlineData("qga loa", "load", "")]
    [InlineData("qga call web1 guest-file-seek whence=c", "cur", "")]
    [InlineData("qga load unix:/x", "/xyz", "")]
    [InlineData("qga call web1 guest-file-read ha", "handle=", "nospace")]
    public async Task Bash_completes(string line, string expected, string option)
    {
        ToolRun script = await ToolRun.StartAsync("completion", "bash");
        string answers = line.EndsWith("/x", StringComparison.Ordinal) ? "unix:/xyz\n" : (await ToolRun.StartAsync("__complete", "--line", line)).Output;

        string output = await RunAsync(
            "/bin/bash",
            ["-c", $"qga() {{ printf '%s' \"$ANSWERS\"; }}\ncomplete() {{ :; }}\ncompopt() {{ echo \"$2\" >&2; }}\n{script.Output}\nCOMP_LINE=$LINE "
                + $"COMP_POINT=${{#LINE}}; _qga; printf '%s\\n' \"${{COMPREPLY[@]}}\""],
            ("ANSWERS", answers),
            ("LINE", line));

        Assert.Equal(option.Length == 0 ? $"{expected}\n" : $"{expected}\n{option}\n", output);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output + await error;
    }
}
