namespace Qga.Conformance;

/// <summary>What a transcript is played with.</summary>
public interface IPlayedAgent : IDisposable
{
    /// <summary>Opens a connection.</summary>
    /// <returns>The client's end.</returns>
    IClientEnd Connect();

    /// <summary>Waits between two packets, so that the agent reads the first by itself; what must come back does not depend on it.</summary>
    void LetRead();

    /// <summary>Ends the agent and starts it again with the same state. All connections have been disposed of.</summary>
    /// <param name="options">Further words for its command line.</param>
    void Restart(IReadOnlyList<string> options);
}
