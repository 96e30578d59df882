using Qga.Cli.Processes;

namespace Qga.Cli.Tests;

public sealed class ProcessListTests
{
    [Fact]
    public void Table_of_busybox_is_read() =>
        Assert.Equal(
            [new GuestProcessLine(
                1, 0, "root", null, 1600 * 1024, TimeSpan.FromSeconds(754), "S", "/sbin/init"), new(90, 1, "web", null, 12 << 20, null, "S", "nginx: master")],
            ProcessList.Parse(
                "PID   PPID  USER     RSS  ELAPSED STAT COMMAND\n"
                + "    1     0 root     1600 12:34 S    /sbin/init\n"
                + "   90     1 web       12m ? S    nginx: master\n"));

    [Fact]
    public void Table_of_windows_is_read() =>
        Assert.Equal(
            [new GuestProcessLine(
                0, null, null, null, 8 * 1024, null, null, "System Idle Process"), new(612, null, null, null, 12_345 * 1024, null, null, "a.exe")],
            ProcessList.ParseTasks(
                "\"System Idle Process\",\"0\",\"Services\",\"0\",\"8 K\"\r\n\"a.exe\",\"612\",\"Console\",\"1\",\"12,345 K\"\r\nnonsense\r\n"));

    [Fact]
    public void Nonsense_is_no_process() => Assert.Empty(ProcessList.Parse("what is this\n"));
}
