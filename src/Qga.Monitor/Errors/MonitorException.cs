namespace Qga.Monitor;

/// <summary>A call to a monitor that failed. The kinds differ in what the caller can do next.</summary>
public abstract class MonitorException : Exception
{
    private protected MonitorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
