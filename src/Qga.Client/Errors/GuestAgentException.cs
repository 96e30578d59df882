namespace Qga.Client;

/// <summary>A call that failed. The four kinds differ in what the caller can do next.</summary>
public abstract class GuestAgentException : Exception
{
    private protected GuestAgentException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
