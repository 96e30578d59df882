namespace Qga.Monitor;

/// <summary>QEMU's reply to a command made no sense. The connection is good: what cannot be told apart from other messages ends it instead.</summary>
/// <param name="message">What is wrong with the reply.</param>
public sealed class MonitorReplyException(string message) : MonitorException($"the monitor's reply makes no sense: {message}");
