using Qga.Agent.Dispatch;
using Qga.Agent.Limits;

namespace Qga.Agent.Sessions;

/// <summary>What all sessions share.</summary>
/// <param name="Memory">Makes their buffers.</param>
/// <param name="RequestBytes">The bytes that the requests of all sessions together may take beyond a small buffer each.</param>
/// <param name="Deadlines">How long commands may take.</param>
internal sealed record SessionSettings(MemorySource Memory, Budget RequestBytes, Deadlines Deadlines)
{
    /// <summary>What a healthy agent needs: four requests of the largest size.</summary>
    public const long RequestByteLimit = 256L << 20;
}
