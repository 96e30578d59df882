namespace Qga.Monitor;

/// <summary>
/// QEMU did not answer in time, or did not greet. A command may still be carried out; its late reply is dropped, and the client goes on. Where there
/// was no greeting, another client may be connected.
/// </summary>
/// <param name="message">What was waited for, in words for the user.</param>
public sealed class MonitorTimeoutException(string message) : MonitorException(message)
{
    /// <summary>A command was not answered in time.</summary>
    /// <param name="command">The command.</param>
    /// <param name="limit">How long the client waited.</param>
    public MonitorTimeoutException(string command, TimeSpan limit)
        : this(FormattableString.Invariant($"{command} was not answered within {limit.TotalSeconds} s"))
    {
    }
}
