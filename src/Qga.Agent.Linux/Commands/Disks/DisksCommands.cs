using Qapi.Runtime.Errors;
using Qga.Agent.Commands;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Nvme;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Commands.Disks;

/// <summary>The guest's disks.</summary>
internal sealed class DisksCommands(BlockDevices devices) : DisksCommandsBase
{
    private readonly TimedProbe<string, (Errno Error, HealthLog? Log)> _probe = new(
        node => (HealthLog.Read(node, out HealthLog? log), log), TimeSpan.FromSeconds(2));

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestDiskInfo>> GuestGetDisks()
    {
        Errno listed = devices.List(out List<BlockDevice> found);
        if (!listed.IsSuccess)
        {
            return QapiError.Generic(listed.Describe($"Can't open directory \"{devices.Folder}\""));
        }

        (Errno Error, HealthLog? Log)[] logs = _probe.Ask(found.FindAll(HasHealthLog).ConvertAll(device => device.Node));
        foreach ((Errno error, _) in logs)
        {
            if (error.IsShortage)
            {
                return QapiError.Generic(error.Describe("failed to open a disk"));
            }
        }

        int next = 0;
        return found.ConvertAll(device => Describe(device, HasHealthLog(device) ? logs[next++].Log : null));
    }

    private static bool HasHealthLog(BlockDevice device) => device.Disk?.Address.Type == DiskBus.Nvme;

    private static GuestDiskInfo Describe(BlockDevice device, HealthLog? log) => new()
    {
        Name = device.Node,
        Partition = device.IsPartition,
        Dependencies = device.Dependencies,
        Address = device.Disk is { } disk ? DiskAddresses.Of(disk) : null,
        Alias = device.Alias,
        Smart = log is null ? null : new GuestDiskSmart.Nvme { Content = Smart(log) },
    };

    private static GuestNVMeSmart Smart(HealthLog log) => new()
    {
        CriticalWarning = log.CriticalWarning,
        Temperature = log.Temperature,
        AvailableSpare = log.AvailableSpare,
        AvailableSpareThreshold = log.AvailableSpareThreshold,
        PercentageUsed = log.PercentageUsed,
        DataUnitsReadLo = (ulong)log.DataUnitsRead,
        DataUnitsReadHi = (ulong)(log.DataUnitsRead >> 64),
        DataUnitsWrittenLo = (ulong)log.DataUnitsWritten,
        DataUnitsWrittenHi = (ulong)(log.DataUnitsWritten >> 64),
        HostReadCommandsLo = (ulong)log.HostReads,
        HostReadCommandsHi = (ulong)(log.HostReads >> 64),
        HostWriteCommandsLo = (ulong)log.HostWrites,
        HostWriteCommandsHi = (ulong)(log.HostWrites >> 64),
        ControllerBusyTimeLo = (ulong)log.BusyMinutes,
        ControllerBusyTimeHi = (ulong)(log.BusyMinutes >> 64),
        PowerCyclesLo = (ulong)log.PowerCycles,
        PowerCyclesHi = (ulong)(log.PowerCycles >> 64),
        PowerOnHoursLo = (ulong)log.PowerOnHours,
        PowerOnHoursHi = (ulong)(log.PowerOnHours >> 64),
        UnsafeShutdownsLo = (ulong)log.UnsafeShutdowns,
        UnsafeShutdownsHi = (ulong)(log.UnsafeShutdowns >> 64),
        MediaErrorsLo = (ulong)log.MediaErrors,
        MediaErrorsHi = (ulong)(log.MediaErrors >> 64),
        NumberOfErrorLogEntriesLo = (ulong)log.ErrorLogEntries,
        NumberOfErrorLogEntriesHi = (ulong)(log.ErrorLogEntries >> 64),
    };
}
