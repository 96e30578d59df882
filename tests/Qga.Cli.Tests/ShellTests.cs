using System.Text;
using Qga.Cli.Output;
using Qga.Cli.Shell;

namespace Qga.Cli.Tests;

public sealed class ShellTests
{
    [Fact]
    public async Task Lines_of_a_pipe_are_carried_out_without_a_prompt()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-ping", "{}").On("guest-file-close", "{}").On("guest-exec", """{"pid": 5}""");
        const string Lines = "# a remark\n\nguest-ping\nfile-close handle=7\nexec {\"path\": \"/bin/a b\"}\n";

        ToolRun run = await ToolRun.StartAsync([], ["shell", agent.Address], Encoding.UTF8.GetBytes(Lines));

        Assert.Equal((0, "{}\n{}\n{\n  \"pid\": 5\n}\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(["guest-ping", """guest-file-close {"handle":7}""", """guest-exec {"path":"/bin/a b"}"""], agent.Calls.Select(Compact));
    }

    [Fact]
    public async Task Wrong_line_is_said_and_the_next_is_read()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-ping", "{}");

        ToolRun run = await ToolRun.StartAsync([], ["shell", agent.Address], "file-close\nping\nexit\nguest-ping\n"u8.ToArray());

        Assert.Equal((0, "{}\n"), (run.ExitCode, run.Output));
        Assert.StartsWith("qga: guest-file-close: 'handle' is missing", run.Error, StringComparison.Ordinal);
        Assert.Single(agent.Calls);
    }

    [Fact]
    public async Task Exit_code_is_that_of_the_last_line()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-ping", "{}");

        Assert.Equal(1, (await ToolRun.StartAsync([], ["shell", agent.Address], "ping\nguest-get-users\n"u8.ToArray())).ExitCode);
    }

    [Fact]
    public async Task Help_comes_from_the_schema()
    {
        ToolRun run = await ToolRun.StartAsync([], ["shell", "/nowhere/ga.sock"], "help\nhelp file-close\n"u8.ToArray());

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\nguest-get-osinfo  ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nguest-file-close handle=...\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc\n", "abc")]
    [InlineData("ac<b\n", "abc")]
    [InlineData("abx\bc\n", "abc")]
    [InlineData("x y\x17z\n", "x z")]
    [InlineData("bc\x01" + "a\x05" + "d\n", "abcd")]
    [InlineData("abc\x15" + "d\n", "d")]
    [InlineData("abc<<\x0B\n", "a")]
    [InlineData("^\n", "two")]
    [InlineData("^^\n", "one")]
    [InlineData("ab^v\n", "ab")]
    [InlineData("ab\x03" + "c\n", "c")]
    [InlineData("guest-file-cl\t\n", "guest-file-close ")]
    [InlineData("guest-file-close \t5\n", "guest-file-close handle=5")]
    [InlineData("guest-file-seek whence=e\t\n", "guest-file-seek whence=end ")]
    [InlineData("\x04", null)]
    public void Keys_edit_the_line(string keys, string? expected) => Assert.Equal(expected, Type(keys, out _));

    [Fact]
    public void Candidates_are_listed_where_nothing_is_certain()
    {
        Type("guest-file-\t\n", out string drawn);

        Assert.Contains("\nguest-file-close  Closes a file\n", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void History_keeps_no_secrets()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("qga-").FullName, "state", "history");
        ShellHistory history = new(path);
        foreach (string line in (string[])["guest-ping", "guest-ping", " hidden", "", "guest-set-user-password username=a password=eA==", "guest-info"])
        {
            history.Add(line);
        }

        history.Save();

        Assert.Equal("guest-ping\nguest-info\n", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal(["guest-ping", "guest-info"], new ShellHistory(path).Lines);
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path))!, recursive: true);
    }

    private static string Compact(string call) => call.Replace(": ", ":", StringComparison.Ordinal);

    // ^ v < stand for arrows.
    private static string? Type(string keys, out string drawn)
    {
        Queue<char> left = new(keys);
        using StringWriter output = new() { NewLine = "\n" };
        Terminal terminal = new() { Output = output, Error = TextWriter.Null, Input = () => Stream.Null, ReadKey = () => Key(left.Dequeue()) };
        string? line = new LineEditor(terminal, "web1> ", () => 60, GuestShell.Complete).ReadLine(["one", "two"]);
        drawn = output.ToString();
        return line;
    }

    private static ConsoleKeyInfo Key(char one) => one switch
    {
        '\n' => new(one, ConsoleKey.Enter, false, false, false),
        '\t' => new(one, ConsoleKey.Tab, false, false, false),
        '\b' => new(one, ConsoleKey.Backspace, false, false, false),
        '^' => new('\0', ConsoleKey.UpArrow, false, false, false),
        'v' => new('\0', ConsoleKey.DownArrow, false, false, false),
        '<' => new('\0', ConsoleKey.LeftArrow, false, false, false),
        < ' ' => new(one, ConsoleKey.A + (one - 1), false, false, true),
        _ => new(one, ConsoleKey.None, false, false, false),
    };
}
