namespace Qga.Protocol.Sync;

/// <summary>
/// How a client finds the place from which it and the agent understand each other. It sends <see cref="Sentinel"/>, which ends whatever text the agent
/// was in the middle of, then <c>guest-sync-delimited</c> with a number nobody has used lately; it drops what comes up to and with the last
/// <see cref="Sentinel"/>, and the reply behind that must hold the number.
/// </summary>
public static class Handshake
{
    /// <summary>A byte that no UTF-8 has, and so no text of either side.</summary>
    public const byte Sentinel = 0xFF;
}
