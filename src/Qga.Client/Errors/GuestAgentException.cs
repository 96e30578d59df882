namespace Qga.Client;

/// <summary>A call that failed. What derives from it tells what has become of the command, and what the caller can do next.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><see cref="GuestUnreachableException"/></term><description>it was not sent; five kinds say where the way ends</description></item>
/// <item><term><see cref="GuestAgentRefusedException"/></term><description>it was refused or has failed; two kinds say that it does not exist or is
/// blocked</description></item>
/// <item><term><see cref="GuestAgentTimeoutException"/></term><description>it may still be carried out</description></item>
/// <item><term><see cref="GuestConnectionLostException"/></term><description>it may have been carried out</description></item>
/// <item><term><see cref="GuestAgentReplyException"/></term><description>it has been answered with something that is no reply</description></item>
/// <item><term><see cref="GuestFileException"/></term><description>the calls went well, and an open file is not as it must be; one kind says that the agent has
/// forgotten it</description></item>
/// <item><term><see cref="GuestCopyException"/></term><description>a copy differs from its original, or cannot be made</description></item>
/// <item><term><see cref="GuestProcessLostException"/></term><description>how a program ended is unknown</description></item>
/// <item><term><see cref="GuestProcessStuckException"/></term><description>a program does not end, also when it is killed</description></item>
/// <item><term><see cref="GuestAlreadyFrozenException"/>, <see cref="GuestFreezeUnknownException"/>,
/// <see cref="GuestThawedEarlyException"/></term><description>what became of a freeze</description></item>
/// <item><term><see cref="GuestNotReadyException"/></term><description>a guest was not ready in time</description></item>
/// </list>
/// </remarks>
public abstract class GuestAgentException : Exception
{
    /// <summary>A call has failed.</summary>
    /// <param name="message">Why, in words for the user.</param>
    /// <param name="inner">The transport's error, if there is one.</param>
    protected GuestAgentException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
