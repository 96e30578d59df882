namespace Qga.Client;

/// <summary>
/// No reply came in time; the guest may still act. The next call synchronizes first, so that a late reply never answers it.
/// </summary>
/// <param name="command">The command that was not answered.</param>
/// <param name="limit">How long the client waited.</param>
public sealed class GuestAgentTimeoutException(string command, TimeSpan limit) :
    GuestAgentException(FormattableString.Invariant($"{command} was not answered within {limit.TotalSeconds} s"));
