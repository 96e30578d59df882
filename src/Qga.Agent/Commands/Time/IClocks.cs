using Qapi.Runtime.Errors;

namespace Qga.Agent.Commands.Time;

/// <summary>The machine's two clocks. Seconds count from 1970-01-01 00:00 UTC.</summary>
internal interface IClocks
{
    /// <summary>Sets the system's clock.</summary>
    QapiError? SetSystem(long seconds, long nanoseconds);

    /// <summary>Reads the battery-backed clock, which counts whole seconds.</summary>
    QapiError? ReadHardware(out long seconds);

    /// <summary>Sets the battery-backed clock; succeeds where the machine has none.</summary>
    QapiError? SetHardware(long seconds);
}
