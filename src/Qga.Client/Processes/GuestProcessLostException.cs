namespace Qga.Client;

/// <summary>
/// The agent does not know the program any more: the agent was restarted, or it has told of the program's end in a reply that was lost or went to another
/// client. How the program ended is unknown, if it has ended.
/// </summary>
/// <param name="processId">The program's process ID.</param>
/// <param name="inner">The agent's refusal.</param>
public sealed class GuestProcessLostException(long processId, Exception? inner = null)
    : GuestAgentException(FormattableString.Invariant($"the guest agent does not know process {processId} any more"), inner);
