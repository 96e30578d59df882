using System.Text;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class PasswordTests(Guest guest)
{
    [Fact]
    public async Task A_new_password_is_what_the_guest_checks()
    {
        await guest.Shell.RunAsync("useradd -m pat");
        await SetAsync("pat", "se:cret ä", crypted: false);
        string stored = await StoredAsync();
        Assert.Equal(stored, await CryptAsync("se:cret ä", stored));
        Assert.NotEqual(stored, await CryptAsync("another", stored));
        await SetAsync("pat", "$6$salt$made.elsewhere", crypted: true);
        Assert.Equal("$6$salt$made.elsewhere", await StoredAsync());
        await guest.Shell.RunAsync("userdel -r pat");
    }

    [Fact]
    public async Task A_refusal_changes_nothing()
    {
        string before = await guest.Shell.RunAsync("sha256sum /etc/shadow");
        string refusal = await guest.Agent.RefusalAsync("guest-set-user-password", Arguments("nobody-has-this-name", "x", crypted: false));
        Assert.StartsWith("GenericError: child process has failed to set user password: ", refusal, StringComparison.Ordinal);
        Assert.Contains("nobody-has-this-name", refusal, StringComparison.Ordinal);
        Assert.Equal(
            "GenericError: forbidden characters in raw password",
            await guest.Agent.RefusalAsync("guest-set-user-password", Arguments("root", "x\nroot:y", crypted: false)));
        Assert.Equal(before, await guest.Shell.RunAsync("sha256sum /etc/shadow"));
    }

    private Task<JsonNode> SetAsync(string user, string password, bool crypted) =>
        guest.Agent.CallJsonAsync("guest-set-user-password", Arguments(user, password, crypted));

    private Task<string> StoredAsync() => guest.Shell.RunAsync("getent shadow pat | cut -d: -f2");

    private Task<string> CryptAsync(string password, string setting) =>
        guest.Shell.RunAsync($"perl -e 'print crypt($ARGV[0], $ARGV[1])' '{password}' '{setting}'");

    private static JsonObject Arguments(string user, string password, bool crypted) =>
        new() { ["username"] = user, ["password"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), ["crypted"] = crypted };
}
