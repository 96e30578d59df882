using System.Text;
using Qga.Agent.Configuration;
using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Configuration;

public sealed class PolicyGroupsTests
{
    [Fact]
    public void Without_a_group_there_are_no_rules() => Assert.Empty(Read("[general]\nverbose=1\n[polite]\n")!.Policies);

    [Fact]
    public void A_group_is_read_whole_and_keys_that_stand_twice_add_up()
    {
        AccessRules rules = Assert.Single(Read(
            "[policy]\npresets=audit, power\npresets = exec\nallow=guest-fstrim\nblock=guest-get-users,\nread=/etc/**, !/etc/shadow\nread=/a b\\\\c\n"
            + "write=\nexecute=/usr/bin/*\nusers=web-?\n")!.Policies);

        Assert.Equal(("[policy]", null, null), (rules.Group, rules.Method, rules.Peer));
        Assert.Equal(Presets.Audit | Presets.Power | Presets.Exec, rules.Presets);
        Assert.Equal(["guest-fstrim"], rules.Allowed);
        Assert.Equal(["guest-get-users"], rules.Blocked);
        Assert.Equal(["/etc/**", "!/etc/shadow", "/a b\\c"], rules.Read?.Patterns);
        Assert.Empty(rules.Write!.Patterns);
        Assert.Equal(["/usr/bin/*"], rules.Execute?.Patterns);
        Assert.Equal(["web-?"], rules.Users?.Patterns);
    }

    [Theory]
    [InlineData("[policy]\n", "[policy] has no 'presets' (line 1)")]
    [InlineData("[policy]\npresets=audit\nreads=/x\n", "[policy] has no key 'reads' (line 3)")]
    [InlineData("[policy]\npresets=audit\nRead=/x\n", "[policy] has no key 'Read' (line 3)")]
    [InlineData(
        "[policy]\npresets=audit,reboot\n",
        "there is no preset 'reboot', but audit, file-read, file-write, filesystem, power, accounts, exec, full (line 2)")]
    [InlineData("[policy]\npresets=audit\nallow=guest-execute\n", "there is no command 'guest-execute' (line 3)")]
    [InlineData("[policy]\npresets=audit\nblock=a,guest-exec\n", "there is no command 'a' (line 3)")]
    [InlineData("[policy]\npresets=full\nread=etc/x\n", "'etc/x' in 'read' of [policy] is not an absolute path without '.', '..' and empty parts (line 3)")]
    [InlineData("[policy]\npresets=full\nread=/a/../b\n", "'/a/../b' in 'read' of [policy] is not an absolute path without '.', '..' and empty parts (line 3)")]
    [InlineData("[policy]\npresets=full\nwrite=/a/\n", "'/a/' in 'write' of [policy] is not an absolute path without '.', '..' and empty parts (line 3)")]
    [InlineData("[policy]\npresets=full\nexecute=!\n", "'!' in 'execute' of [policy] is not an absolute path without '.', '..' and empty parts (line 3)")]
    [InlineData("[policy]\npresets=full\nusers=!\n", "'!' in 'users' of [policy] is not a user's name (line 3)")]
    [InlineData("[policy]\npresets=full\nusers=!root\n", "'users' of [policy] permits nothing from which it could exclude anything (line 1)")]
    [InlineData("[policy]\npresets=full\nread=\\x\n", "Key file contains key “read” which has a value that cannot be interpreted. (line 3)")]
    [InlineData("[Policy]\npresets=full\n", "[Policy] is no group of the policy (line 1)")]
    [InlineData("[policies]\npresets=full\n", "[policies] is no group of the policy (line 1)")]
    [InlineData("[ policy ]\npresets=full\n", "[ policy ] is no group of the policy (line 1)")]
    [InlineData("[policy:unix]\npresets=full\n", "[policy:unix] is no group of the policy (line 1)")]
    [InlineData("[policy:unix-listen:0]\npresets=full\n", "[policy:unix-listen:0] is no group of the policy (line 1)")]
    [InlineData("[policy:unix-listen:cid=0]\npresets=full\n", "[policy:unix-listen:cid=0] is no group of the policy (line 1)")]
    [InlineData("[policy:virtio-serial:uid=0]\npresets=full\n", "[policy:virtio-serial:uid=0] is no group of the policy (line 1)")]
    [InlineData("[policy:vsock-listen:cid=-1]\npresets=full\n", "[policy:vsock-listen:cid=-1] is no group of the policy (line 1)")]
    [InlineData("[policy:unix-listen]\npresets=full\n", "[policy:unix-listen] needs [policy], which holds where no other group does")]
    public void What_is_not_known_is_an_error(string content, string expected)
    {
        Assert.Null(ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("virtio-serial", null, "[policy]")]
    [InlineData("unix-listen", null, "[policy:unix-listen]")]
    [InlineData("unix-listen", 7u, "[policy:unix-listen]")]
    [InlineData("unix-listen", 0u, "[policy:unix-listen:uid=0]")]
    [InlineData("vsock-listen", 0u, "[policy]")]
    [InlineData("vsock-listen", 3u, "[policy:vsock-listen:cid=3]")]
    public void The_group_that_says_most_of_a_peer_counts_alone(string method, uint? peer, string group)
    {
        AgentSettings settings = Read(
            "[policy:unix-listen:uid=0]\npresets=full\n[policy:unix-listen]\npresets=audit\n[policy]\npresets=\n[policy:vsock-listen:cid=3]\npresets=exec\n")!;

        Assert.Equal(group, AccessRules.For(settings.Policies, method, peer).Group);
    }

    [Fact]
    public void What_is_dumped_reads_back_as_the_same_rules()
    {
        const string Content = """
            [policy]
            presets=audit, full
            allow=guest-exec
            block=guest-ping, guest-info
            read=/a b\\c/**, !/x
            write=
            [policy:unix-listen:uid=1000]
            presets=
            execute=/usr/bin/true
            users=*, !root

            """;
        string dumped = ConfigurationFile.Dump(Read(Content)!);

        Assert.EndsWith(Content, dumped, StringComparison.Ordinal);
        Assert.Equal(dumped, ConfigurationFile.Dump(Read(dumped)!));
    }

    private static AgentSettings? Read(string content)
    {
        AgentSettings? settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(content), out string? error);
        Assert.Null(error);
        return settings;
    }
}
