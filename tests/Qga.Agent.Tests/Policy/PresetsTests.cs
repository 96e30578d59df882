using Qga.Agent.Generated;
using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Policy;

public sealed class PresetsTests
{
    /// <summary>KubeVirt calls an agent unsupported unless all of these are enabled.</summary>
    public static readonly TheoryData<string> NeededByKubeVirt =
    [
        "guest-ping", "guest-get-time", "guest-info", "guest-shutdown", "guest-network-get-interfaces", "guest-get-fsinfo", "guest-get-host-name",
        "guest-get-users", "guest-get-timezone", "guest-get-osinfo",
    ];

    private static readonly Presets[] s_single =
        [Presets.Audit, Presets.FileRead, Presets.FileWrite, Presets.Filesystem, Presets.Power, Presets.Accounts, Presets.Exec];

    [Theory, MemberData(nameof(NeededByKubeVirt))]
    public void What_KubeVirt_needs_is_in_audit_and_power(string command) => Assert.Contains(command, Commands(Presets.Audit | Presets.Power));

    [Fact]
    public void Every_command_is_in_a_preset_and_full_has_them_all()
    {
        Assert.Equal(Commands(s_single.Aggregate((sum, preset) => sum | preset)), Commands(Presets.Full));
        Assert.Equal(Command.All.Length, Commands(Presets.Full).Count());
    }

    [Fact]
    public void Every_preset_has_what_a_client_needs_to_talk() =>
        Assert.Equal(["guest-sync-delimited", "guest-sync", "guest-ping", "guest-info"], Commands(Presets.None));

    [Fact]
    public void Audit_changes_nothing() =>
        Assert.All(Commands(Presets.Audit).Except(Commands(Presets.None)), name => Assert.Matches("-get-|^guest-fsfreeze-status$|-report$", name));

    [Theory]
    [InlineData(Presets.FileRead, "guest-file-close guest-file-flush guest-file-open guest-file-read guest-file-seek")]
    [InlineData(Presets.FileWrite, "guest-file-close guest-file-flush guest-file-open guest-file-seek guest-file-write")]
    [InlineData(
        Presets.Filesystem,
        "__qga_freeze-report guest-fsfreeze-freeze guest-fsfreeze-freeze-list guest-fsfreeze-status guest-fsfreeze-thaw guest-fstrim")]
    [InlineData(
        Presets.Power, "guest-set-memory-blocks guest-set-time guest-set-vcpus guest-shutdown guest-suspend-disk guest-suspend-hybrid guest-suspend-ram")]
    [InlineData(
        Presets.Accounts, "guest-set-user-password guest-ssh-add-authorized-keys guest-ssh-get-authorized-keys guest-ssh-remove-authorized-keys")]
    [InlineData(Presets.Exec, "guest-exec guest-exec-status")]
    internal void A_preset_has_its_family(Presets preset, string commands) =>
        Assert.Equal(commands.Split(' '), Commands(preset).Except(Commands(Presets.None)).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_and_presets_stand_for_each_other()
    {
        foreach (Presets preset in (Presets[])[.. s_single, Presets.Full])
        {
            Assert.Equal(preset, PresetNames.Find(PresetNames.Of(preset)));
        }

        Assert.Equal(Presets.None, PresetNames.Find("Audit"));
        Assert.Equal("audit, exec", PresetNames.Of(Presets.Exec | Presets.Audit));
    }

    private static IEnumerable<string> Commands(Presets presets) =>
        Command.All.ToArray().Where(command => presets.Include(command)).Select(command => command.Name);
}
