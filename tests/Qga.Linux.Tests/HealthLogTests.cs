using Qga.Linux.Nvme;

namespace Qga.Linux.Tests;

public sealed class HealthLogTests
{
    [Fact]
    public void Every_field_is_where_the_specification_has_it()
    {
        byte[] page = new byte[HealthLog.Length];
        (page[0], page[1], page[2], page[3], page[4], page[5]) = (0x1f, 0x2c, 0x01, 99, 10, 255);
        for (int i = 0; i < 10; i++)
        {
            page[32 + (16 * i)] = (byte)(i + 1);
            page[32 + (16 * i) + 15] = 0x80;
        }

        HealthLog log = HealthLog.Parse(page);

        Assert.Equal((0x1f, 300, 99, 10, 255), (log.CriticalWarning, log.Temperature, log.AvailableSpare, log.AvailableSpareThreshold, log.PercentageUsed));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => new UInt128(0x8000_0000_0000_0000, (ulong)i)),
            [
                log.DataUnitsRead, log.DataUnitsWritten, log.HostReads, log.HostWrites, log.BusyMinutes,
                log.PowerCycles, log.PowerOnHours, log.UnsafeShutdowns, log.MediaErrors, log.ErrorLogEntries,
            ]);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/nowhere")]
    public void What_is_no_controller_says_nothing(string node)
    {
        _ = HealthLog.Read(node, out HealthLog? log);
        Assert.Null(log);
    }
}
