using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Time;

/// <summary>The machine's two clocks.</summary>
internal interface IClocks
{
    /// <summary>Sets the system's clock.</summary>
    /// <param name="time">To what.</param>
    /// <returns>What went wrong.</returns>
    Errno SetSystem(TimeSpec time);

    /// <summary>Reads the battery-backed clock.</summary>
    /// <param name="seconds">Since 1970-01-01 00:00 UTC; the clock has nothing finer.</param>
    /// <returns>What went wrong; ENOENT where the machine has none.</returns>
    Errno ReadHardware(out long seconds);

    /// <summary>Sets the battery-backed clock.</summary>
    /// <param name="seconds">Since 1970-01-01 00:00 UTC.</param>
    /// <returns>What went wrong; ENOENT where the machine has none.</returns>
    Errno SetHardware(long seconds);
}
