namespace Qga.Client;

/// <summary>
/// The connection ended in the middle of a call: the guest may have done what was asked. A client that was made from a <see cref="GuestAddress"/>
/// connects anew for the next call; one over a stream is of no further use.
/// </summary>
public sealed class GuestConnectionLostException : GuestAgentException
{
    /// <summary>The connection ended.</summary>
    /// <param name="inner">The transport's error; null: the other side closed the connection.</param>
    public GuestConnectionLostException(Exception? inner = null)
        : this("the connection to the guest agent is lost", inner)
    {
    }

    /// <summary>The connection ended.</summary>
    /// <param name="message">Why, in words for the user.</param>
    /// <param name="inner">The transport's error, if there is one.</param>
    public GuestConnectionLostException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
