using Qapi.Runtime.Errors;

namespace Qga.Monitor;

/// <summary>QEMU answered with an error, whose text is the message. The connection is good.</summary>
/// <param name="error">QEMU's error.</param>
public sealed class MonitorRefusedException(QapiError error) : MonitorException(error.Description)
{
    /// <summary>
    /// The error's class: <see cref="Qapi.Runtime.Errors.ErrorClass.GenericError"/>, <see cref="Qapi.Runtime.Errors.ErrorClass.CommandNotFound"/>
    /// where this QEMU does not have the command, or one of QMP's few others, as <c>DeviceNotFound</c>.
    /// </summary>
    public string ErrorClass { get; } = error.Class;
}
