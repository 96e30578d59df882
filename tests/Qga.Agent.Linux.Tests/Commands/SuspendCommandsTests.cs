using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Suspend;
using Qga.Agent.Linux.Tests.Support;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class SuspendCommandsTests : IDisposable
{
    private const string Unit = "[ \"$1\" = status ] && exit 3; exit 0";
    private readonly FakePrograms _programs = new();
    private readonly SuspendCommands _commands;

    public SuspendCommandsTests()
    {
        _commands = new(_programs.Folder, PowerState);
        File.WriteAllText(PowerState, "freeze mem disk\n");
    }

    private string PowerState => $"{_programs.Folder}/state";

    public void Dispose() => _programs.Dispose();

    [Fact]
    public void Asks_systemd_first()
    {
        _programs.Add("systemctl", Unit);
        Assert.Null(_commands.GuestSuspendDisk().Error);
        Assert.Null(_commands.GuestSuspendRam().Error);
        Assert.Null(_commands.GuestSuspendHybrid().Error);
        Assert.Equal(
            [
                "systemctl status systemd-hibernate", "systemctl hibernate",
                "systemctl status systemd-suspend", "systemctl suspend",
                "systemctl status systemd-hybrid-sleep", "systemctl hybrid-sleep",
            ],
            _programs.Calls);
        Assert.Equal("freeze mem disk\n", File.ReadAllText(PowerState));
    }

    [Fact]
    public void Then_pm_utils()
    {
        _programs.Add("systemctl", "exit 4");
        _programs.Add("pm-is-supported", "exit 0");
        _programs.Add("pm-suspend-hybrid", "exit 0");
        Assert.Null(_commands.GuestSuspendHybrid().Error);
        Assert.Equal(["systemctl status systemd-hybrid-sleep", "pm-is-supported --suspend-hybrid", "pm-suspend-hybrid"], _programs.Calls);
    }

    [Fact]
    public void Then_the_kernel()
    {
        Assert.Null(_commands.GuestSuspendRam().Error);
        Assert.StartsWith("mem", File.ReadAllText(PowerState), StringComparison.Ordinal);
        File.WriteAllText(PowerState, "freeze disk\n");
        Assert.Null(_commands.GuestSuspendDisk().Error);
        Assert.StartsWith("disk", File.ReadAllText(PowerState), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_nobody_can()
    {
        File.WriteAllText(PowerState, "freeze\n");
        QapiError unsupported = QapiError.Generic("the requested suspend mode is not supported by the guest");
        Assert.Equal(unsupported, _commands.GuestSuspendRam().Error);
        Assert.Equal(unsupported, _commands.GuestSuspendDisk().Error);
        Assert.Equal(unsupported, _commands.GuestSuspendHybrid().Error);
        Assert.Equal("freeze\n", File.ReadAllText(PowerState));
    }

    [Fact]
    public void Never_fails_without_a_word()
    {
        File.WriteAllText(PowerState, "freeze\n");
        _programs.Add("systemctl", "[ \"$1\" = status ] && exit 3; exit 1");
        Assert.Equal(
            QapiError.Generic("the helper program 'systemctl suspend' returned an unexpected exit status code (1)"), _commands.GuestSuspendRam().Error);
    }

    [Fact]
    public void A_way_that_fails_is_followed_by_the_next()
    {
        _programs.Add("systemctl", "[ \"$1\" = status ] && exit 3; exit 1");
        Assert.Null(_commands.GuestSuspendRam().Error);
        Assert.StartsWith("mem", File.ReadAllText(PowerState), StringComparison.Ordinal);
    }
}
