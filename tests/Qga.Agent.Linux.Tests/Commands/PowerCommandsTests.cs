using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Power;
using Qga.Agent.Linux.Tests.Support;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class PowerCommandsTests : IDisposable
{
    private readonly FakePrograms _programs = new();
    private readonly FakePrograms _others = new();

    public void Dispose()
    {
        _programs.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData(null, "poweroff")]
    [InlineData("powerdown", "poweroff")]
    [InlineData("halt", "halt")]
    [InlineData("reboot", "reboot")]
    public void Calls_the_program_of_the_mode(string? mode, string program)
    {
        foreach (string name in (string[])["poweroff", "halt", "reboot", "shutdown"])
        {
            _programs.Add(name, "exit 0");
        }

        Assert.Null(Shutdown(mode).Error);
        Assert.Equal([program], _programs.Calls);
    }

    [Theory]
    [InlineData("powerdown", "shutdown -h -P +0 hypervisor initiated shutdown")]
    [InlineData("halt", "shutdown -h -H +0 hypervisor initiated shutdown")]
    [InlineData("reboot", "shutdown -h -r +0 hypervisor initiated shutdown")]
    public void Calls_shutdown_where_the_others_are_missing(string mode, string call)
    {
        _programs.Add("shutdown", "exit 0");
        Assert.Null(Shutdown(mode).Error);
        Assert.Equal([call], _programs.Calls);
    }

    [Theory]
    [InlineData("powerdown", "poweroff")]
    [InlineData("halt", "halt")]
    [InlineData("reboot", "reboot")]
    public void Looks_into_the_next_folder_where_the_first_one_is_empty(string mode, string program)
    {
        _others.Add("shutdown", "exit 1");
        _others.Add(program, "exit 0");

        Assert.Null(Shutdown(mode).Error);
        Assert.Equal([program], _others.Calls);
    }

    [Theory]
    [InlineData("powerdown", "systemctl poweroff")]
    [InlineData("halt", "systemctl halt")]
    [InlineData("reboot", "systemctl reboot")]
    public void Calls_systemctl_where_there_is_nothing_else(string mode, string call)
    {
        _others.Add("systemctl", "exit 0");

        Assert.Null(Shutdown(mode).Error);
        Assert.Equal([call], _others.Calls);
    }

    [Fact]
    public void Prefers_shutdown_to_systemctl_wherever_it_is()
    {
        _programs.Add("systemctl", "exit 1");
        _others.Add("shutdown", "exit 0");

        Assert.Null(Shutdown(null).Error);
        Assert.Empty(_programs.Calls);
        Assert.Single(_others.Calls);
    }

    [Fact]
    public void The_usual_folders_are_those_of_PATH_behind_sbin()
    {
        IReadOnlyList<string> folders = PowerCommands.UsualFolders;

        Assert.Equal("/sbin", folders[0]);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(folder => folder.StartsWith('/')), folders.Skip(1));
    }

    [Fact]
    public void Refuses_another_mode_and_calls_nothing()
    {
        _programs.Add("poweroff", "exit 0");
        Assert.Equal(QapiError.Generic("mode is invalid (valid values are: halt|powerdown|reboot"), Shutdown("Halt").Error);
        Assert.Empty(_programs.Calls);
    }

    [Fact]
    public void Says_how_the_program_failed()
    {
        string missing = $"child process has failed to shutdown: failed to exec '{_programs.Folder}/shutdown': No such file or directory\n";
        Assert.Equal(QapiError.Generic(missing), Shutdown(null).Error);
        _programs.Add("poweroff", "echo not now >&2; exit 1");
        Assert.Equal(QapiError.Generic("child process has failed to shutdown: not now\n"), Shutdown(null).Error);
        _programs.Add("poweroff", "exit 5");
        Assert.Equal(QapiError.Generic("child process has failed to shutdown: exit status 5"), Shutdown(null).Error);
        _programs.Add("poweroff", "kill -9 $$");
        Assert.Equal(QapiError.Generic("child process has terminated abnormally"), Shutdown(null).Error);
    }

    private CommandResult Shutdown(string? mode) =>
        new PowerCommands([_programs.Folder, _others.Folder]).GuestShutdown(new GuestShutdownArguments { Mode = mode });
}
