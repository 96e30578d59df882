using System.Diagnostics;
using System.Globalization;
using System.Text;
using Qga.Testing;

namespace Qga.Client.Tests.Processes;

public sealed class RunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Agents => RealAgent.All;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Arguments_arrive_as_they_are(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string[] arguments = ["", " ", "a b", "it's", "\"", "$HOME", "`id`", "\\", "*", "-n", "--", "\n", "é\u0001\t", "a=b", "'; exit 9; '"];
        GuestProgramResult result = await guest.Client.RunAsync(new("printf", ["[%s]", .. arguments]), Cancellation);
        Assert.Equal((0L, null), (result.ExitCode, result.Signal));
        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]")), result.OutputText);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Environment_is_added_to(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        GuestCommandLine line = GuestCommandLine.Shell("echo \"$QGA_TEST|${PATH:+path}|$PWD\"") with
        {
            Environment = new Dictionary<string, string> { ["QGA_TEST"] = "a 'b'\n$c" },
            WorkingDirectory = "/usr",
        };
        Assert.Equal("a 'b'\n$c|path|/usr\n", (await guest.Client.RunAsync(line, Cancellation)).OutputText);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Exit_code_and_signal_are_told_apart(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        GuestProgramResult exited = await guest.Client.RunAsync(GuestCommandLine.Shell("exit 137"), Cancellation);
        Assert.Equal((137L, null, 137L), (exited.ExitCode, exited.Signal, exited.Status));
        GuestProgramResult killed = await guest.Client.RunAsync(GuestCommandLine.Shell("kill -KILL $$"), Cancellation);
        Assert.Equal((null, 9L, 137L), (killed.ExitCode, killed.Signal, killed.Status));
        Assert.Equal(127, (await guest.Client.RunAsync(new("/no/such/program"), Cancellation)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Input_of_any_size_arrives(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        GuestProgramResult small = await guest.Client.RunAsync(new("cat") { Input = "in\0put"u8.ToArray() }, Cancellation);
        Assert.Equal("in\0put", small.OutputText);
        byte[] large = new byte[5_000_000];
        new Random(3).NextBytes(large);
        GuestProgramResult all = await guest.Client.RunAsync(new("cat") { Input = large }, Cancellation);
        Assert.True(all.Output.Span.SequenceEqual(large));
        using MemoryStream stream = new(large);
        GuestProgramResult streamed = await guest.Client.RunAsync(new("wc", "-c") { InputStream = stream }, Cancellation);
        Assert.Equal("5000000", streamed.OutputText.Trim());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Standard_error_is_apart_or_merged(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        GuestCommandLine line = GuestCommandLine.Shell("echo 1; echo 2 >&2; echo 3");
        GuestProgramResult apart = await guest.Client.RunAsync(line, Cancellation);
        Assert.Equal(("1\n3\n", "2\n"), (apart.OutputText, apart.ErrorText));
        GuestProgramResult merged = await guest.Client.RunAsync(line with { MergesError = true }, Cancellation);
        Assert.Equal(("1\n2\n3\n", ""), (merged.OutputText, merged.ErrorText));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Cancellation_ends_the_program_and_its_children(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        using CancellationTokenSource cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        string pids = $"{guest.Folder}/pids";
        Task run = guest.Client.RunAsync(
            GuestCommandLine.Shell("""sleep 1000 & echo $! $$ >"$1.new"; mv "$1.new" "$1"; wait""", pids), cancelling.Token);
        while (!File.Exists(pids))
        {
            await Task.Delay(5, Cancellation);
        }

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        foreach (string pid in (await File.ReadAllTextAsync(pids, Cancellation)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            await GoneAsync(int.Parse(pid, CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Time_limit_ends_a_program_that_ignores_the_request(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        TimeSpan limit = TimeSpan.FromMilliseconds(300);
        GuestCommandLine line = GuestCommandLine.Shell("trap '' TERM; echo began; while :; do sleep 1; done") with { TimeLimit = limit };
        GuestProgramResult result = await guest.Client.RunAsync(line, Cancellation);
        Assert.True(result.IsTimedOut);
        Assert.Equal((9L, "began\n"), (result.Signal, result.OutputText));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Blocked_programs_are_said_to_be_blocked(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent, "guest-exec");
        await Assert.ThrowsAsync<GuestCommandBlockedException>(() => guest.Client.RunAsync(new("true"), Cancellation));
        await Assert.ThrowsAsync<GuestCommandBlockedException>(() => guest.Client.StartAsync(new("true"), Cancellation));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Output_is_live_and_in_order(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string gate = $"{guest.Folder}/gate";
        GuestCommandLine line = GuestCommandLine.Shell(
            """echo first; until [ -e "$1" ]; do sleep 0.02; done; i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done; echo end >&2; exit 3""", gate);
        StringBuilder output = new();
        StringBuilder error = new();
        string folder;
        await using (GuestProcess process = await guest.Client.StartAsync(line, Cancellation))
        {
            Assert.True(process.IsLive);
            folder = process.Folder!.Path;
            Assert.True(Directory.Exists(folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode);
            await foreach (GuestOutput piece in process.ReadOutputAsync(Cancellation))
            {
                // It goes on only when its first line has been seen.
                (piece.Kind == GuestOutputKind.Output ? output : error).Append(Encoding.UTF8.GetString(piece.Bytes.Span));
                await File.WriteAllTextAsync(gate, "", Cancellation);
            }

            Assert.Equal(3, (await process.WaitForExitAsync(Cancellation)).ExitCode);
        }

        Assert.Equal($"first\n{string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\n"))}", output.ToString());
        Assert.Equal("end\n", error.ToString());
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Break_in_the_output_ends_the_program_and_leaves_nothing(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string folder;
        int pid;
        await using (GuestProcess process = await guest.Client.StartAsync(GuestCommandLine.Shell("while :; do echo again; sleep 0.01; done"), Cancellation))
        {
            (folder, pid) = (process.Folder!.Path, (int)process.ProcessId);
            await foreach (GuestOutput piece in process.ReadOutputAsync(Cancellation))
            {
                Assert.False(piece.Bytes.IsEmpty);
                break;
            }
        }

        Assert.False(Directory.Exists(folder));
        await GoneAsync(pid);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Output_comes_at_the_end_where_files_cannot_be_read(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent, "guest-file-open");
        await using GuestProcess process = await guest.Client.StartAsync(GuestCommandLine.Shell("echo out; echo err >&2"), Cancellation);
        Assert.False(process.IsLive);
        List<string> pieces = [];
        await foreach (GuestOutput piece in process.ReadOutputAsync(Cancellation))
        {
            pieces.Add($"{piece.Kind}: {Encoding.UTF8.GetString(piece.Bytes.Span)}");
        }

        Assert.Equal(["Output: out\n", "Error: err\n"], pieces);
    }

    [Fact(Timeout = 60_000)]
    public async Task Program_whose_end_is_never_told_is_given_up_at_its_time_limit_and_at_its_disposal()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-exec", """{"pid": 7}""");
        agent.SetResult("guest-exec-status", """{"exited": false}""");
        await using GuestAgentClient client = new(agent.Connect());
        GuestProgramResult? result = null;
        await Assert.ThrowsAsync<GuestProcessStuckException>(async () => result = await client.RunAsync(
            new("sleep", "1000") { TimeLimit = TimeSpan.FromMilliseconds(10) }, TestContext.Current.CancellationToken));
        Assert.Null(result);

        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RunAsync(new("sleep", "1000"), cancelled.Token));
    }

    [Fact]
    public async Task Guest_without_a_shell_gets_the_program_itself()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        Task<GuestProgramResult> run = agent.Client.RunAsync(new("ipconfig.exe", "/all"), Cancellation);
        await agent.ShakeHandsAsync();
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains("\"path\": \"/bin/sh\"", await agent.HearAsync(), StringComparison.Ordinal);
            await agent.SayAsync("{\"error\": {\"class\": \"GenericError\", \"desc\": \"Failed to execute helper program (No such file or directory)\"}}\n");
        }

        string request = await agent.HearAsync();
        Assert.Contains("\"path\": \"ipconfig.exe\"", request, StringComparison.Ordinal);
        Assert.Contains("\"arg\": [\"/all\"]", request, StringComparison.Ordinal);
        Assert.DoesNotContain("input-data", request, StringComparison.Ordinal);
        await agent.SayAsync("{\"return\": {\"pid\": 77}}\n");
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": {\"exited\": true, \"exitcode\": 1, \"out-data\": \"YQ==\", \"out-truncated\": true}}\n");
        GuestProgramResult result = await run;
        Assert.Equal((1L, "a", true), (result.ExitCode, result.OutputText, result.IsOutputTruncated));
    }

    // The agent reaps it a moment after its end was told, if it is not its child.
    private static async Task GoneAsync(int pid)
    {
        while (true)
        {
            try
            {
                using Process process = Process.GetProcessById(pid);
                string status = await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancellation);
                if (status[status.LastIndexOf(')') + 2] is 'Z' or 'X')
                {
                    return;
                }

                await Task.Delay(5, Cancellation);
            }
            catch (Exception gone) when (gone is ArgumentException or IOException)
            {
                return;
            }
        }
    }
}
