namespace Qga.Monitor;

/// <summary>
/// The connection to the monitor is lost, as it is when QEMU ends. Whether QEMU did what was asked last is unknown. The client is of no further use:
/// a new one is needed.
/// </summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">What ended the connection; null: QEMU closed it.</param>
public sealed class MonitorConnectionException(string message, Exception? inner = null) : MonitorException(message, inner)
{
    /// <summary>The connection ended.</summary>
    /// <param name="inner">The transport's error; null: QEMU closed the connection.</param>
    public MonitorConnectionException(Exception? inner = null)
        : this("the connection to the monitor is lost", inner)
    {
    }
}
