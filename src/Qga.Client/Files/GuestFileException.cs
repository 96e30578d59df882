namespace Qga.Client;

/// <summary>Something is wrong with an open file of a guest, not with the call as such.</summary>
public class GuestFileException : GuestAgentException
{
    /// <summary>Something is wrong with an open file.</summary>
    /// <param name="message">What, in words for the user.</param>
    /// <param name="inner">The failed call; null if the call itself went well.</param>
    public GuestFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
