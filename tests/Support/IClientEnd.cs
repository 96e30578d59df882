namespace Qga.Support;

/// <summary>A client's end of a connection: any bytes go out, lines come back, one character for each byte.</summary>
public interface IClientEnd : IDisposable
{
    /// <summary>How many ends of lines have been sent.</summary>
    int LinesSent { get; }

    /// <summary>Sends bytes.</summary>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the sending side.</summary>
    void FinishSending();

    /// <summary>The next line.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <returns>The line without its end; null: it did not come.</returns>
    string? Read(TimeSpan limit);

    /// <summary>Whether the agent has closed the connection and nothing is left to read.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <returns>Whether it has.</returns>
    bool HasEnded(TimeSpan limit);
}
