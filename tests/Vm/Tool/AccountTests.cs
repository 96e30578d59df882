using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>Passwords and keys of the guest's users.</summary>
[Collection(ToolGuest.Name)]
public sealed class AccountTests(ToolGuest guest)
{
    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_new_password_is_what_the_guest_checks(string agent)
    {
        string user = $"pat-{agent}";
        await guest.Shell.RunAsync($"useradd -m {user}");
        await Tool.RunAsync(["passwd", "--stdin", agent, user], "se:cret ä\n");
        await guest.Shell.RunAsync($"""
            stored=$(getent shadow {user} | cut -d: -f2)
            test "$(perl -e 'print crypt($ARGV[0], $ARGV[1])' 'se:cret ä' "$stored")" = "$stored"
            """);
        await Tool.RunAsync(["passwd", "--stdin", "--crypted", agent, user], "$6$salt$made.elsewhere\n");
        Assert.Equal("$6$salt$made.elsewhere", await guest.Shell.RunAsync($"getent shadow {user} | cut -d: -f2; userdel -r {user} 2> /dev/null"));
        ToolResult unknown = await Tool.TryRunAsync(["passwd", "--stdin", "-v", agent, user], "not-to-be-seen\n");
        Assert.Equal(1, unknown.ExitCode);
        Assert.DoesNotContain("not-to-be-seen", unknown.Output + unknown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("not-to-be-seen"u8), unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Keys_come_and_go(string agent)
    {
        string one = $"ssh-ed25519 {Convert.ToBase64String([0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. new byte[32]])} one";
        string file = Path.Combine(guest.Folder, "one.pub");
        await File.WriteAllTextAsync(file, one + "\n", TestContext.Current.CancellationToken);
        string user = $"kim-{agent}";
        await guest.Shell.RunAsync($"useradd -m {user}");
        await Tool.RunAsync("keys", "add", agent, user, file);
        // QEMU's agent leaves out the end of the last line.
        Assert.Equal(
            $"{one}\n600 {user}",
            await guest.Shell.RunAsync($"echo \"$(cat ~{user}/.ssh/authorized_keys)\"; stat -c '%a %U' ~{user}/.ssh/authorized_keys"));
        Assert.Contains("already", await Tool.RunAsync("keys", "add", agent, user, file), StringComparison.Ordinal);
        Assert.EndsWith(one, await Tool.RunAsync("keys", "list", agent, user), StringComparison.Ordinal);
        await Tool.RunAsync("keys", "remove", agent, user, file);
        Assert.Equal("", await guest.Shell.RunAsync($"cat ~{user}/.ssh/authorized_keys"));
        await guest.Shell.RunAsync($"userdel -r {user} 2> /dev/null");
    }
}
