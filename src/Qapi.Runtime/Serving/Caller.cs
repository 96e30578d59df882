namespace Qapi.Runtime.Serving;

/// <summary>Whoever called a command. A command gets it if its schema entry has the feature <c>caller</c>.</summary>
public abstract class Caller
{
    /// <summary>The peer in words, for logs and errors.</summary>
    public abstract string Peer { get; }

    /// <summary>Asks for a call when the caller's connection ends. Any thread may ask.</summary>
    /// <param name="action">Called once: on the thread that ends the connection, or at once if it has ended already.</param>
    public abstract void OnGone(Action action);
}
