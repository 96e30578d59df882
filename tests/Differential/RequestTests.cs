using Qapi.Model;

namespace Qga.Differential;

/// <summary>What is made from the schema, and what must never be.</summary>
public static class RequestTests
{
    private static readonly Requests s_made = new(AgentSchema.Own);

    [Theory]
    [InlineData("guest-set-time")]
    [InlineData("guest-shutdown")]
    [InlineData("guest-suspend-disk")]
    [InlineData("guest-suspend-ram")]
    [InlineData("guest-suspend-hybrid")]
    [InlineData("guest-fsfreeze-freeze")]
    [InlineData("guest-fsfreeze-freeze-list")]
    [InlineData("guest-fsfreeze-thaw")]
    [InlineData("guest-fstrim")]
    [InlineData("guest-set-vcpus")]
    [InlineData("guest-set-memory-blocks")]
    [InlineData("guest-set-user-password")]
    [InlineData("guest-ssh-add-authorized-keys")]
    [InlineData("guest-ssh-remove-authorized-keys")]
    public static void What_changes_the_machine_is_only_sent_to_be_refused(string command)
    {
        Assert.DoesNotContain(s_made.Harmless, request => request.Subject == command);
        Request[] refused = [.. s_made.Refused.Where(request => request.Subject == command)];
        Assert.All(refused, request => Assert.False(request.Fits));
        Assert.NotEmpty(refused);
        Assert.DoesNotContain(
            refused,
            request => request.Text == $"{{\"execute\": \"{command}\"}}" && AgentSchema.Own.Arguments(Command(command)).All(it => it.Optional));
    }

    [Fact]
    public static void Every_command_is_sent() => Assert.Equal(
        AgentSchema.Own.Commands.Select(command => command.Name).Order(),
        s_made.Harmless.Concat(s_made.Refused).Select(request => request.Subject).Distinct().Order());

    [Fact]
    public static void Values_and_faults_of_every_kind_are_made()
    {
        HashSet<string> texts = [.. s_made.Harmless.Concat(s_made.Refused).Select(request => request.Text)];
        Assert.Subset(
            texts,
            new HashSet<string>
            {
                """{"execute": "guest-sync", "arguments": {"id": 9223372036854775807}}""",
                """{"execute": "guest-sync", "arguments": {"id": 9223372036854775808}}""",
                """{"execute": "guest-sync", "arguments": {"id": null}}""",
                """{"execute": "guest-sync", "arguments": {"id": 0, "extra": 1}}""",
                """{"execute": "guest-sync", "arguments": {"id": 0, "id": 0}}""",
                """{"execute": "guest-sync", "arguments": []}""",
                """{"execute": "guest-sync", "arguments": {}}""",
                """{"execute": "guest-file-seek", "arguments": {"handle": 0, "offset": 0, "whence": "end"}}""",
                """{"execute": "guest-file-seek", "arguments": {"handle": 0, "offset": 0, "whence": "SET"}}""",
                """{"execute": "guest-file-seek", "arguments": {"handle": 0, "offset": 0, "whence": 1.5}}""",
                """{"execute": "guest-set-vcpus", "arguments": {"vcpus": [{"logical-id": 0}]}}""",
                """{"execute": "guest-set-vcpus", "arguments": {"vcpus": [{"logical-id": 0, "online": "x"}]}}""",
            });
    }

    private static CommandDefinition Command(string name) => AgentSchema.Own.Command(name)!;
}
