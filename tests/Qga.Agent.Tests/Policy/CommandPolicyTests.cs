using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Policy;

public sealed class CommandPolicyTests
{
    private readonly FreezeState _freeze = new(new NoMarker());

    [Theory]
    [InlineData("guest-get-osinfo", null)]
    [InlineData("guest-ping", null)]
    [InlineData("guest-set-time", null)]
    [InlineData("guest-get-users", "it is in 'block' of [policy]")]
    [InlineData("guest-get-load", "it is in 'block-rpcs'")]
    [InlineData("guest-exec", "it is neither in the presets of [policy] (audit) nor in 'allow'")]
    public void A_refusal_names_its_rule(string command, string? reason)
    {
        AccessRules rules = new("[policy]") { Presets = Presets.Audit, Allowed = ["guest-set-time"], Blocked = ["guest-get-users"] };
        QapiError? error = new CommandPolicy([], [["guest-get-load"]], _freeze, rules).Check(Find(command));

        Assert.Equal(reason is null ? null : new(ErrorClass.CommandNotFound, $"Command {command} has been disabled: {reason}"), error);
    }

    [Fact]
    public void The_original_lists_hold_beside_the_rules()
    {
        CommandPolicy policy = new([["guest-ping"]], [], _freeze, new("[policy]") { Presets = Presets.Full });

        Assert.Null(policy.Check(Find("guest-ping")));
        Assert.Equal("Command guest-info has been disabled: it is not in 'allow-rpcs'", policy.Check(Find("guest-info"))?.Description);
    }

    [Fact]
    public void Without_rules_a_refusal_is_the_originals()
    {
        CommandPolicy policy = new([], [["guest-ping"]], _freeze);

        Assert.Equal("Command guest-ping has been disabled: the command is not allowed", policy.Check(Find("guest-ping"))?.Description);
    }

    [Fact]
    public void While_file_systems_are_frozen_the_six_commands_run_whatever_the_rules_say()
    {
        CommandPolicy policy = new([], [], _freeze, new("[policy]") { Blocked = ["guest-fsfreeze-thaw", "guest-ping"] });
        Assert.NotNull(policy.Check(Find("guest-fsfreeze-thaw")));
        _freeze.Enter();

        string[] enabled = [.. Command.All.ToArray().Where(policy.IsEnabled).Select(command => command.Name)];
        Assert.Equal(["guest-sync-delimited", "guest-sync", "guest-ping", "guest-info", "guest-fsfreeze-status", "guest-fsfreeze-thaw"], enabled);
        Assert.Equal("Command guest-exec has been disabled: the command is not allowed", policy.Check(Find("guest-exec"))?.Description);
    }

    [Fact]
    public void What_cannot_be_read_or_written_is_not_opened_for_it()
    {
        AccessRules rules = new("[policy]") { Presets = Presets.FileRead };
        FileRules files = new(rules, new([], [], _freeze, rules));

        Assert.Null(files.Refusal(reads: true, writes: false));
        Assert.Equal("guest-file-write has been disabled", files.Refusal(reads: false, writes: true));
        Assert.Equal("guest-file-write has been disabled", files.Refusal(reads: true, writes: true));
    }

    [Fact]
    public void Accounts_are_judged_by_their_name()
    {
        UserRules rules = new(new("users", "[policy]", ["*", "!root"]));

        Assert.Equal(
            QapiError.Generic("user 'root' is refused by '!root' of 'users' in [policy]"),
            rules.CheckGuestSetUserPassword(new() { Username = "root" }));
        Assert.NotNull(rules.CheckGuestSshGetAuthorizedKeys(new() { Username = "root" }));
        Assert.NotNull(rules.CheckGuestSshAddAuthorizedKeys(new() { Username = "root", Keys = [] }));
        Assert.NotNull(rules.CheckGuestSshRemoveAuthorizedKeys(new() { Username = "root", Keys = [] }));
        Assert.Null(rules.CheckGuestSetUserPassword(new() { Username = "web" }));
        Assert.Null(rules.CheckGuestSshAddAuthorizedKeys(new() { Username = "web", Keys = [] }));
    }

    private static Command Find(string name) => Command.Find(Encoding.ASCII.GetBytes(name))!;
}
