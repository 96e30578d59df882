using System.Runtime.Versioning;
using System.Security.Cryptography;
using Qga.Cli.Adoption;

namespace Qga.Cli.Tests.Adoption;

/// <summary>switch.sh in a guest with systemd that is a tree of the test's.</summary>
[SupportedOSPlatform("linux")]
public sealed class SwitchScriptTests : IDisposable
{
    private const string New = "qemu-ga-111111111111";
    private const string Works = "echo QEMU Guest Agent 0.1.0";
    private const string Patient = "2000";

    private readonly SwitchTree _tree = new();

    [Fact]
    public async Task Is_what_shellcheck_takes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/shellcheck"), "/usr/bin/shellcheck: no such executable");
        string path = _tree.Write("switch.sh", SwitchScript.Text);
        Assert.Equal((0, "", ""), await HostProgram.RunAsync("/usr/bin/shellcheck", "-s", "sh", path));
    }

    [Fact]
    public async Task Says_what_runs_and_changes_nothing()
    {
        _tree.AddAgent("other", "exit");
        (int exitCode, string output, string error) = await _tree.RunAsync("look");

        Assert.Equal((0, ""), (exitCode, error));
        GuestState state = GuestState.Parse(output);
        Assert.Equal((_tree.PathOf("usr/sbin/qemu-ga"), "systemd", "qemu-guest-agent.service"), (state.Program, state.Way, state.Service));
        Assert.Equal((_tree.Folder, GuestState.Original, null), (state.Folder, state.Current, state.Previous));
        Assert.Equal("deb qemu-guest-agent 1:7.2", state.Owner);
        Assert.Equal(SumOf(_tree.PathOf("usr/sbin/qemu-ga")), state.Sha256);
        Assert.True(state is { IsUnderWay: false, Free: > 0, Missing: [], Machine: not null });
        Assert.Empty(_tree.Calls);
    }

    [Fact]
    public async Task A_confirmed_agent_is_kept_with_the_units_arguments()
    {
        string agent = _tree.AddAgent(New, Works);
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", New, Patient, SumOf(agent)));
        await SwitchTree.WaitForAsync(_tree.TrialFile);
        Assert.False(File.Exists(_tree.KeptFile));
        Assert.Equal("old\n", (await _tree.RunAsync("confirm", "t")).Output);
        Assert.Equal("over\n", (await _tree.RunAsync("confirm", "another")).Output);

        _tree.SetAgent($"usr/local/lib/qga-agent/{New}");
        Assert.Equal("new\n", (await _tree.RunAsync("confirm", "t")).Output);

        Assert.Equal("kept\n\n", await _tree.EndAsync("t"));
        Assert.False(File.Exists(_tree.TrialFile));
        string kept = File.ReadAllText(_tree.KeptFile);
        Assert.EndsWith($"[Service]\nType=simple\nWatchdogSec=0\nExecStart=\nExecStart=-{agent}   -v\n", kept, StringComparison.Ordinal);
        Assert.Equal(["daemon-reload", "reset-failed qemu-guest-agent.service", "restart qemu-guest-agent.service", "daemon-reload"], _tree.Calls);
        GuestState state = GuestState.Parse((await _tree.RunAsync("look")).Output);
        Assert.Equal((New, GuestState.Original, null), (state.Current, state.Previous, state.Owner));
    }

    [Fact]
    public async Task Without_a_word_from_the_host_the_old_agent_comes_back()
    {
        string agent = _tree.AddAgent(New, Works);
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", New, "5", SumOf(agent)));

        Assert.Equal("back\nnobody has heard from the new agent within 5 s\n", await _tree.EndAsync("t"));
        Assert.False(File.Exists(_tree.TrialFile) || File.Exists(_tree.KeptFile) || File.Exists(agent));
        Assert.Equal(2, _tree.Calls.Count(call => call == "restart qemu-guest-agent.service"));
        Assert.Equal(GuestState.Original, GuestState.Parse((await _tree.RunAsync("look")).Output).Current);
    }

    [Fact]
    public async Task A_reboot_brings_the_old_agent_back()
    {
        string agent = _tree.AddAgent(New, Works);
        _tree.AddTool("systemd-run", "while [ \"${1#--}\" != \"$1\" ]; do shift; done; setsid timeout 3 \"$@\" </dev/null >/dev/null 2>&1 &");
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", New, Patient, SumOf(agent)));
        await SwitchTree.WaitForAsync(_tree.TrialFile);
        _tree.Boot("second");

        Assert.Equal("lost\n", (await _tree.RunAsync("result", "t")).Output);
        Assert.False(File.Exists(_tree.KeptFile));
        GuestState state = GuestState.Parse((await _tree.RunAsync("look")).Output);
        Assert.Equal((GuestState.Original, false), (state.Current, state.IsUnderWay));
    }

    [Fact]
    public async Task A_rollback_goes_back_to_what_was_before_and_removes_the_drop_in()
    {
        string agent = _tree.AddAgent(New, Works);
        await SwitchAsync("t", New, $"usr/local/lib/qga-agent/{New}");
        await SwitchAsync("u", "original", "usr/sbin/qemu-ga");

        Assert.False(File.Exists(_tree.TrialFile) || File.Exists(_tree.KeptFile));
        Assert.False(Directory.Exists(Path.GetDirectoryName(_tree.KeptFile)));
        GuestState state = GuestState.Parse((await _tree.RunAsync("look")).Output);
        Assert.Equal((GuestState.Original, New), (state.Current, state.Previous));
        Assert.True(File.Exists(agent));
    }

    [Fact]
    public async Task What_does_not_fit_changes_nothing()
    {
        string agent = _tree.AddAgent(New, Works);
        Assert.Equal((1, "", "the copy in the guest differs from what was sent\n"), await _tree.RunAsync("start", "t", New, Patient, new string('0', 64)));
        Assert.Equal((1, "", "it is in force already\n"), await _tree.RunAsync("start", "t", "original", Patient));
        Assert.Equal((1, "", $"{agent}2 is not there any more\n"), await _tree.RunAsync("start", "t", $"{New}2", Patient));
        _tree.AddAgent(New, "echo libfoo is missing >&2; exit 127");
        Assert.Equal((1, "", "the new agent does not run here: libfoo is missing\n"), await _tree.RunAsync("start", "t", New, Patient));

        Assert.Empty(_tree.Calls);
        Assert.False(Directory.Exists(Path.Combine(_tree.Folder, "trial")));
    }

    [Fact]
    public async Task A_second_switch_waits_for_the_first()
    {
        string agent = _tree.AddAgent(New, Works);
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", New, "20", SumOf(agent)));
        Assert.True(GuestState.Parse((await _tree.RunAsync("look")).Output).IsUnderWay);
        Assert.Equal((1, "", "another switch is under way\n"), await _tree.RunAsync("start", "u", New, Patient));
        Assert.StartsWith("back\n", await _tree.EndAsync("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_takes_the_place_of_the_guests_own_agent()
    {
        _tree.AddAgent("package-1.deb", "");
        _tree.AddTool("dpkg", "echo \"$*\" >>\"$QGA_SWITCH_ROOT/packages\"; printf '#!/bin/sh\\necho new\\n' >\"$QGA_SWITCH_ROOT/usr/sbin/qemu-ga\"");
        string old = SumOf(_tree.PathOf("usr/sbin/qemu-ga"));
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", "package:package-1.deb", Patient));
        await SwitchTree.WaitForAsync(_tree.TrialFile);

        // Until it has answered, the copy of the old one is what a reboot starts.
        Assert.Contains($"ExecStart=-{_tree.Folder}/qemu-ga-{old[..12]} ", File.ReadAllText(_tree.KeptFile), StringComparison.Ordinal);
        Assert.Equal("new\n", (await _tree.RunAsync("confirm", "t")).Output);
        Assert.Equal("kept\n\n", await _tree.EndAsync("t"));
        Assert.False(File.Exists(_tree.KeptFile) || File.Exists(_tree.TrialFile));
        GuestState state = GuestState.Parse((await _tree.RunAsync("look")).Output);
        Assert.Equal((GuestState.Original, $"qemu-ga-{old[..12]}"), (state.Current, state.Previous));
        Assert.Equal(old, SumOf(Path.Combine(_tree.Folder, state.Previous!)));
    }

    [Fact]
    public async Task A_package_that_cannot_be_installed_leaves_the_old_agent()
    {
        _tree.AddAgent("package-1.deb", "");
        _tree.AddTool("dpkg", "echo it conflicts with everything >&2; exit 1");
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", "t", "package:package-1.deb", Patient));

        Assert.Equal("back\nthe package could not be installed: it conflicts with everything \n", await _tree.EndAsync("t"));
        Assert.False(File.Exists(_tree.KeptFile) || File.Exists(_tree.TrialFile));
    }

    public void Dispose() => _tree.Dispose();

    private async Task SwitchAsync(string token, string target, string program)
    {
        Assert.Equal((0, "", ""), await _tree.RunAsync("start", token, target, Patient));
        await SwitchTree.WaitForAsync(_tree.TrialFile);
        _tree.SetAgent(program);
        Assert.Equal("new\n", (await _tree.RunAsync("confirm", token)).Output);
        Assert.Equal("kept\n\n", await _tree.EndAsync(token));
    }

    private static string SumOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
