using System.Text;
using Qga.Agent.Configuration;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Explaining;

namespace Qga.Agent.Linux.Tests.Explaining;

public sealed class PolicyExplanationTests
{
    private const string Content = """
        [general]
        method=unix-listen
        path=/x
        statedir=/nowhere
        block-rpcs=guest-get-users

        [policy]
        presets=audit

        [policy:unix-listen]
        presets=audit,file-read,exec,accounts
        read=/etc/**,!/etc/shadow,/proc/**
        execute=/usr/bin/true
        users=*,!root

        [policy:unix-listen:uid=0]
        presets=full

        [policy:vsock-listen:cid=2]
        presets=full

        """;

    [Fact]
    public void The_policy_is_shown_for_the_channel_with_a_line_for_each_command()
    {
        string[] lines = Explain([], out int exitCode).Split('\n');

        Assert.Equal(0, exitCode);
        Assert.Equal(
            [
                "[policy:unix-listen], unix-listen",
                "  presets=audit, file-read, accounts, exec",
                "  read=/etc/**, !/etc/shadow, /proc/**",
                "  execute=/usr/bin/true",
                "  users=*, !root",
                "  guest-sync-delimited              on",
            ],
            lines[..6]);
        Assert.Contains("  guest-get-users                   off: it is in 'block-rpcs'", lines);
        Assert.Contains(
            "  guest-shutdown                    off: it is neither in the presets of [policy:unix-listen] (audit, file-read, accounts, exec) nor in 'allow'",
            lines);
        Assert.Contains("[policy:unix-listen:uid=0], unix-listen", lines);
        Assert.DoesNotContain(lines, line => line.Contains("vsock", StringComparison.Ordinal) || line.StartsWith("[policy],", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.StartsWith("  guest-exec ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("guest-get-devices", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("guest-ping", true, "guest-ping is permitted")]
    [InlineData(
        "guest-shutdown", false,
        "guest-shutdown is off (CommandNotFound): it is neither in the presets of [policy:unix-listen] (audit, file-read, accounts, exec) nor in 'allow'")]
    [InlineData("""{"execute": "guest-get-load"}""", true, "guest-get-load is permitted")]
    [InlineData(
        """{"execute": "guest-file-open", "arguments": {"path": "/proc/../etc//passwd"}}""", true, "guest-file-open of '/etc/passwd' is permitted")]
    [InlineData(
        """{"execute": "guest-file-open", "arguments": {"path": "/etc/shadow"}}""", false,
        "guest-file-open of '/etc/shadow' is refused (GenericError): refused by '!/etc/shadow' of 'read' in [policy:unix-listen]")]
    [InlineData(
        """{"execute": "guest-file-open", "arguments": {"path": "/etc/passwd", "mode": "a"}}""", false,
        "guest-file-open of '/etc/passwd' is refused (GenericError): guest-file-write has been disabled")]
    [InlineData(
        """{"execute": "guest-exec", "arguments": {"path": "/none/sh"}}""", false,
        "guest-exec of '/none/sh' (No such file or directory) is refused (GenericError): not permitted by 'execute' in [policy:unix-listen]")]
    [InlineData(
        """{"execute": "guest-set-user-password", "arguments": {"username": "root", "password": "YQ==", "crypted": false}}""", false,
        "guest-set-user-password of user 'root' is refused (GenericError): refused by '!root' of 'users' in [policy:unix-listen]")]
    [InlineData(
        """{"execute": "guest-ssh-get-authorized-keys", "arguments": {"username": "web"}}""", true,
        "guest-ssh-get-authorized-keys of user 'web' is permitted")]
    [InlineData(
        """{"execute": "guest-ssh-add-authorized-keys", "arguments": {"username": "root", "keys": []}}""", false,
        "guest-ssh-add-authorized-keys of user 'root' is refused (GenericError): refused by '!root' of 'users' in [policy:unix-listen]")]
    [InlineData(
        """{"execute": "guest-ssh-remove-authorized-keys", "arguments": {"username": "root"}}""", false,
        "the request is refused: GenericError: Parameter 'keys' is missing")]
    [InlineData("guest-unknown", false, "the request is refused: CommandNotFound: The command guest-unknown has not been found")]
    [InlineData("""{"execute": 1}""", false, "the request is refused: GenericError: QMP input member 'execute' must be a string")]
    [InlineData("{", false, "the request is refused: it is no complete JSON text")]
    public void A_request_is_judged_and_the_rule_is_named(string request, bool isPermitted, string text)
    {
        string[] lines = Explain([request], out int exitCode).Split('\n');

        Assert.Equal($"[policy:unix-listen]: {text}", lines[0]);
        Assert.StartsWith("[policy:unix-listen:uid=0]: ", lines[1], StringComparison.Ordinal);
        Assert.Equal(isPermitted ? 0 : 1, exitCode);
    }

    [Fact]
    public void Without_a_policy_the_lists_count()
    {
        Assert.Equal(
            "no [policy]: guest-exec is off (CommandNotFound): the command is not allowed\nno [policy]: guest-ping is permitted\n",
            PolicyExplanation.Of(
                new() { BlockedCommands = [["guest-exec"]] }, Composition.Symbols, ["guest-exec", """{"execute": "guest-ping"}"""], out int exitCode));
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void Every_name_of_a_command_fits_its_column() => Assert.All(Command.All.ToArray(), command => Assert.InRange(command.Name.Length, 1, 33));

    private static string Explain(string[] requests, out int exitCode) =>
        PolicyExplanation.Of(ConfigurationFile.Read(Encoding.UTF8.GetBytes(Content), out _)!, Composition.Symbols, requests, out exitCode);
}
