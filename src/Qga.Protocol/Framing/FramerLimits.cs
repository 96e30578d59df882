using Qga.Protocol.Limits;

namespace Qga.Protocol.Framing;

/// <summary>The limits of one message. The defaults are QEMU's.</summary>
public sealed class FramerLimits
{
    /// <summary>The sum of the lengths of its tokens, in bytes; white space between tokens does not count. 64 MiB are refused already.</summary>
    public int Size { get; init; } = (64 << 20) - 1;

    /// <summary>The number of its tokens.</summary>
    public int Tokens { get; init; } = 2 << 20;

    /// <summary>The number of braces and brackets open at once.</summary>
    public int Depth { get; init; } = 1024;

    /// <summary>
    /// The bytes that the keys of messages with thousands of them may take, shared by framers; null: no bound but the other limits. Keys are kept until
    /// their message ends, to find duplicates.
    /// </summary>
    public Budget? KeyMemory { get; init; }
}
