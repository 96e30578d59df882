namespace Qga.Client;

/// <summary>
/// The agent cannot be reached, or not any more. Whether the guest did what was asked last is unknown. A client over a stream is of no further use:
/// a new one is needed.
/// </summary>
public sealed class GuestAgentConnectionException : GuestAgentException
{
    /// <summary>The connection ended.</summary>
    /// <param name="inner">The transport's error; null: the other side closed the connection.</param>
    public GuestAgentConnectionException(Exception? inner = null)
        : this("the connection to the guest agent is lost", inner)
    {
    }

    /// <summary>The agent cannot be reached.</summary>
    /// <param name="message">Why, in words for the user.</param>
    /// <param name="inner">The transport's error, if there is one.</param>
    public GuestAgentConnectionException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
