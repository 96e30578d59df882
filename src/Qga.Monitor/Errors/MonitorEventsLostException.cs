namespace Qga.Monitor;

/// <summary>A subscription's events were not read while more came than it keeps. The subscription is over; the client goes on.</summary>
/// <param name="limit">How many events it kept.</param>
public sealed class MonitorEventsLostException(int limit) : MonitorException(FormattableString.Invariant($"more than {limit} events were not read"));
