using Qga.Agent.Dispatch;
using Qga.Protocol.Limits;

namespace Qga.Agent.Sessions;

/// <summary>What all sessions share.</summary>
/// <param name="memory">Makes their buffers.</param>
/// <param name="requestBytes">The bytes that the requests of all sessions together may take beyond a small buffer each.</param>
/// <param name="deadlines">How long commands may take.</param>
internal sealed class SessionSettings(MemorySource memory, Budget requestBytes, Deadlines deadlines)
{
    /// <summary>The bytes that a healthy agent needs: two requests of the largest size, or four of the largest payload.</summary>
    public const long RequestByteLimit = 256L << 20;

    /// <summary>The keys of one request that has as many as the protocol allows take 48 MiB while their table grows.</summary>
    public const long KeyByteLimit = 64L << 20;

    public MemorySource Memory => memory;

    /// <summary>What the tables of keys of all unfinished requests together may take.</summary>
    public Budget KeyBytes { get; } = new(KeyByteLimit);

    public Budget RequestBytes => requestBytes;

    public Deadlines Deadlines => deadlines;
}
