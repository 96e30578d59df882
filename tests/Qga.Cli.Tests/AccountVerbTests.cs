using System.Text;
using Qga.Cli.Output;

namespace Qga.Cli.Tests;

public sealed class AccountVerbTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkS";

    [Theory]
    [InlineData("geheim\nrest\n", false)]
    [InlineData("$6$x$y\n", true)]
    public async Task Password_comes_from_standard_input(string input, bool isCrypted)
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-set-user-password", "{}");
        string expected = Convert.ToBase64String(Encoding.UTF8.GetBytes(input.Split('\n')[0]));

        ToolRun run = await ToolRun.StartAsync([], ["passwd", "--stdin", .. isCrypted
            ? ["--crypted"] : Array.Empty<string>(), "--verbose", agent.Address, "root"], Encoding.UTF8.GetBytes(input));

        Assert.Equal((0, "the password of root is set\n"), (run.ExitCode, run.Output));
        string call = Assert.Single(agent.Calls);
        Assert.Contains($"\"password\": \"{expected}\"", call, StringComparison.Ordinal);
        Assert.Contains($"\"crypted\": {(isCrypted ? "true" : "false")}", call, StringComparison.Ordinal);
        Assert.DoesNotContain(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_is_asked_for_twice()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-set-user-password", "{}");

        (int exitCode, string error) = await TypeAsync(agent, "gx\bü\n", "gü\n");

        Assert.Equal((0, "New password of root: \nOnce more: \n"), (exitCode, error));
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("gü")), Assert.Single(agent.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_that_differ_change_nothing()
    {
        await using PlayedAgent agent = new();

        (int exitCode, string error) = await TypeAsync(agent, "one\n", "two\n");

        Assert.Equal(1, exitCode);
        Assert.EndsWith("qga: passwd: the two differ; nothing was changed\n", error, StringComparison.Ordinal);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task Without_a_terminal_nobody_can_be_asked()
    {
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync("passwd", agent.Address, "root");

        Assert.Equal((2, "qga: passwd: standard input is no terminal; --stdin takes the password from it\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Keys_are_listed()
    {
        await using PlayedAgent agent = new PlayedAgent().On("guest-ssh-get-authorized-keys", $$"""{"keys": ["{{Key}} me"]}""");

        Assert.Equal($"KEY\n{Key} me\n", (await ToolRun.StartAsync("keys", "list", agent.Address, "root")).Output);
    }

    [Fact]
    public async Task Keys_that_are_there_are_not_added_again()
    {
        await using PlayedAgent agent = new PlayedAgent()
            .On("guest-ssh-get-authorized-keys", $$"""{"keys": ["no-pty,from=\"a b\" {{Key}} old"]}""")
            .On("guest-ssh-add-authorized-keys", "{}");

        ToolRun run = await ToolRun.StartAsync([], ["keys", "add", agent.Address, "root", "-"],
            Encoding.UTF8.GetBytes($"# mine\n{Key} me\n\nssh-rsa AAAAB3Nz you there\nssh-rsa AAAAB3Nz twice\n"));

        Assert.Equal((0, "1 key added for root; there already: ssh-ed25519 me\n"), (run.ExitCode, run.Output));
        Assert.Equal("""guest-ssh-add-authorized-keys {"username": "root", "keys": ["ssh-rsa AAAAB3Nz you there"]}""", agent.Calls[^1]);
    }

    [Fact]
    public async Task A_user_without_keys_gets_the_first()
    {
        await using PlayedAgent agent = new PlayedAgent()
            .Refuse("guest-ssh-get-authorized-keys", "failed to read '/root/.ssh/authorized_keys': No such file or directory")
            .On("guest-ssh-add-authorized-keys", "{}");
        string file = agent.File("key.pub");
        await File.WriteAllTextAsync(file, $"{Key}\n", TestContext.Current.CancellationToken);

        ToolRun run = await ToolRun.StartAsync("keys", "add", agent.Address, "root", file);

        Assert.Equal((0, "1 key added for root\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Keys_are_removed_whatever_their_comments()
    {
        await using PlayedAgent agent = new PlayedAgent()
            .On("guest-ssh-get-authorized-keys", $$"""{"keys": ["{{Key}} old", "ssh-rsa AAAAB3Nz other"]}""")
            .On("guest-ssh-remove-authorized-keys", "{}");

        ToolRun run = await ToolRun.StartAsync([], ["keys", "remove", agent.Address, "root", "-"], Encoding.UTF8.GetBytes($"{Key} new\nssh-rsa AAAA gone\n"));

        Assert.Equal((0, "1 key removed for root; not there: ssh-rsa gone\n"), (run.ExitCode, run.Output));
        Assert.Equal($$"""guest-ssh-remove-authorized-keys {"username": "root", "keys": ["{{Key}} old"]}""", agent.Calls[^1]);
    }

    [Fact]
    public async Task What_is_no_key_is_not_sent()
    {
        await using PlayedAgent agent = new();

        ToolRun run = await ToolRun.StartAsync([], ["keys", "add", agent.Address, "root", "-"], "-----BEGIN OPENSSH PRIVATE KEY-----\n"u8.ToArray());

        Assert.Equal((2, "qga: keys: standard input:1: not an OpenSSH public key\n"), (run.ExitCode, run.Error));
        Assert.Empty(agent.Calls);
    }

    private static async Task<(int ExitCode, string Error)> TypeAsync(PlayedAgent agent, params string[] lines)
    {
        Queue<char> keys = new(string.Concat(lines));
        await using StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = new()
        {
            Output = TextWriter.Null,
            Error = error,
            Input = () => Stream.Null,
            IsInputTerminal = true,
            ReadKey = () => keys.Dequeue() is char one
                ? new(one, one == '\n' ? ConsoleKey.Enter : one == '\b' ? ConsoleKey.Backspace : ConsoleKey.None, false, false, false)
                : default,
        };
        int exitCode = await Program.RunAsync(["passwd", agent.Address, "root"], terminal, new([]), TestContext.Current.CancellationToken);
        return (exitCode, error.ToString());
    }
}
