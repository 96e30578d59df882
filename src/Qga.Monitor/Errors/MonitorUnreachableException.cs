namespace Qga.Monitor;

/// <summary>There is no monitor at that socket: no such socket, nobody listens, or what listens does not speak QMP.</summary>
/// <param name="message">Why, in words for the user.</param>
/// <param name="inner">The system's error, if there is one.</param>
public sealed class MonitorUnreachableException(string message, Exception? inner = null) : MonitorException(message, inner);
