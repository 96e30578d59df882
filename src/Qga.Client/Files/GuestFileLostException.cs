namespace Qga.Client;

/// <summary>
/// The agent does not know the file any more: it was restarted, and open files end with the agent. What was written and not flushed may be lost.
/// Open the file again.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="inner">The agent's refusal.</param>
public sealed class GuestFileLostException(string path, Exception? inner = null)
    : GuestFileException($"the guest agent has been restarted and does not know the open file {path} any more", inner)
{
    // The words of all agents, on every system.
    internal static bool Fits(GuestAgentRefusedException refusal) =>
        refusal.Message.StartsWith("handle '", StringComparison.Ordinal) && refusal.Message.EndsWith("has not been found", StringComparison.Ordinal);
}
