using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Time;

namespace Qga.Conformance.InProcess;

/// <summary>Clocks that nobody may set, nor read but by the framework.</summary>
internal sealed class NoClocks : IClocks
{
    private static readonly QapiError s_error = QapiError.Generic("there is no such clock");

    /// <inheritdoc/>
    public QapiError? SetSystem(long seconds, long nanoseconds) => s_error;

    /// <inheritdoc/>
    public QapiError? ReadHardware(out long seconds)
    {
        seconds = 0;
        return s_error;
    }

    /// <inheritdoc/>
    public QapiError? SetHardware(long seconds) => s_error;
}
