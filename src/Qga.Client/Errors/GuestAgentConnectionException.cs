namespace Qga.Client;

/// <summary>The connection is lost; whether the guest did what was asked is unknown. A new client is needed.</summary>
/// <param name="inner">What the connection said; null: it was closed by the other side.</param>
public sealed class GuestAgentConnectionException(Exception? inner = null) : GuestAgentException("the connection to the guest agent is lost", inner);
