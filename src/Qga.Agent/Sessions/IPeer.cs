namespace Qga.Agent.Sessions;

/// <summary>The other end of a session: where its bytes come from and where its replies go. What a signal interrupts is tried again.</summary>
internal interface IPeer
{
    /// <summary>What <see cref="Receive"/> and <see cref="Send"/> return where nothing can be moved without waiting.</summary>
    const int WouldBlock = -1;

    /// <summary>What they return where the peer cannot be reached any more.</summary>
    const int Failed = -2;

    /// <summary>Receives bytes, without waiting for any.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>How many; 0 at the end of input; <see cref="WouldBlock"/> or <see cref="Failed"/>.</returns>
    int Receive(Span<byte> buffer);

    /// <summary>Sends bytes, as many as are taken without waiting.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <returns>How many, 1 at least; <see cref="WouldBlock"/> or <see cref="Failed"/>.</returns>
    int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Waits until the peer takes bytes again, or has taken none for so long that it counts as gone. For threads that may block.</summary>
    /// <returns>What came instead, if it does not.</returns>
    PeerState WaitForRoom();
}
