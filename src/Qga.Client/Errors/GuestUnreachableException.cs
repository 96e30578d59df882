namespace Qga.Client;

/// <summary>The agent cannot be reached. The command was not sent: nothing has happened in the guest.</summary>
public class GuestUnreachableException : GuestAgentException
{
    /// <summary>The agent cannot be reached.</summary>
    /// <param name="message">Why, in words for the user.</param>
    /// <param name="inner">The transport's error, if there is one.</param>
    public GuestUnreachableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
