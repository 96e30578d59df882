using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class SshKeyTests(Guest guest)
{
    [Fact]
    public async Task A_users_keys_are_added_listed_and_removed_and_belong_to_the_user()
    {
        await guest.Shell.RunAsync("useradd -m -G audio kim");
        await CallAsync("add", "kim", "ssh-ed25519 AAAA one", "ssh-ed25519 BBBB two");
        Assert.Equal("ssh-ed25519 AAAA one\nssh-ed25519 BBBB two", await guest.Shell.RunAsync("cat ~kim/.ssh/authorized_keys"));
        Assert.Equal("600 kim kim", await guest.Shell.RunAsync("stat -c '%a %U %G' ~kim/.ssh/authorized_keys"));
        Assert.Equal("700 kim kim", await guest.Shell.RunAsync("stat -c '%a %U %G' ~kim/.ssh"));
        Assert.Equal(["ssh-ed25519 BBBB two", "ssh-ed25519 AAAA one"], await ListAsync("kim"));
        await CallAsync("remove", "kim", "ssh-ed25519 AAAA one");
        Assert.Equal("ssh-ed25519 BBBB two", await guest.Shell.RunAsync("cat ~kim/.ssh/authorized_keys"));
        await guest.Shell.RunAsync("userdel -r kim");
        Assert.Equal(
            "GenericError: failed to lookup user 'kim': there is no such user",
            await guest.Agent.RefusalAsync("guest-ssh-get-authorized-keys", new() { ["username"] = "kim" }));
    }

    [Fact]
    public async Task Roots_files_are_out_of_a_users_reach()
    {
        await guest.Shell.RunAsync(
            "useradd -m lee && mkdir ~lee/.ssh && chown lee: ~lee/.ssh && mkdir -p /root/.ssh && echo secret >/root/.ssh/authorized_keys "
            + "&& ln -s /root/.ssh/authorized_keys ~lee/.ssh/authorized_keys");
        Assert.Contains("Too many levels of symbolic links", await RefusalAsync("add", "lee", "k"), StringComparison.Ordinal);
        Assert.Contains("Too many levels of symbolic links", await RefusalAsync("remove", "lee", "secret"), StringComparison.Ordinal);
        await guest.Shell.RunAsync("rm -r ~lee/.ssh && ln -s /root/.ssh ~lee/.ssh");
        Assert.Contains("Not a directory", await RefusalAsync("add", "lee", "k"), StringComparison.Ordinal);
        await guest.Shell.RunAsync("rm ~lee/.ssh && chown root: ~lee");
        Assert.Contains("Permission denied", await RefusalAsync("add", "lee", "k"), StringComparison.Ordinal);
        Assert.Equal("secret", await guest.Shell.RunAsync("cat /root/.ssh/authorized_keys"));
        await guest.Shell.RunAsync("userdel lee; rm -r /root/.ssh /home/lee");
    }

    [Fact]
    public async Task The_agents_own_groups_stay_as_they_were()
    {
        const string Groups = "grep ^Groups: /proc/$(pidof qemu-ga)/task/*/status | cut -d: -f3 | sort -u";
        string before = await guest.Shell.RunAsync(Groups);
        await guest.Shell.RunAsync("useradd -m -G audio,video max");
        await CallAsync("add", "max", "k");
        Assert.Equal(before, await guest.Shell.RunAsync(Groups));
        await guest.Shell.RunAsync("userdel -r max");
    }

    private Task<JsonNode> CallAsync(string what, string user, params string[] keys) =>
        guest.Agent.CallJsonAsync($"guest-ssh-{what}-authorized-keys", Arguments(user, keys));

    private Task<string> RefusalAsync(string what, string user, params string[] keys) =>
        guest.Agent.RefusalAsync($"guest-ssh-{what}-authorized-keys", Arguments(user, keys));

    private async Task<IEnumerable<string>> ListAsync(string user) =>
        (await guest.Agent.CallJsonAsync("guest-ssh-get-authorized-keys", new() { ["username"] = user }))["keys"]!.AsArray().Select(key => (string)key!);

    private static JsonObject Arguments(string user, string[] keys) =>
        new() { ["username"] = user, ["keys"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]) };
}
