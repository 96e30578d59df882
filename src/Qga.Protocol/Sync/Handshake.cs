using Qga.Protocol.Framing;

namespace Qga.Protocol.Sync;

/// <summary>The former place of <see cref="Framer.Sentinel"/>.</summary>
public static class Handshake
{
    /// <summary>See <see cref="Framer.Sentinel"/>.</summary>
    public const byte Sentinel = Framer.Sentinel;
}
