namespace Qga.Client;

/// <summary>
/// A way to one guest agent: a request goes out, its reply comes back. A byte stream is one such way (<see cref="StreamLink"/>);
/// libvirt, which takes a request and returns the reply, is another.
/// </summary>
/// <remarks>
/// <para>
/// A client begins an exchange before the last one has ended only if <see cref="CanPipeline"/> is true and
/// both requests are <see cref="LinkRequest.IsPipelined">pipelined</see>. It may
/// dispose of the link while an exchange waits, and that exchange then ends with <see cref="GuestConnectionLostException"/>. Continuations may run
/// on any thread.
/// </para>
/// <para>
/// An exchange that was given up, by time or by cancellation, leaves the link usable. The reply to it may still come, and the link must not
/// take it for the reply to a later request.
/// </para>
/// </remarks>
public interface IGuestLink : IAsyncDisposable
{
    /// <summary>Whether pipelined requests may be under way together. Where it is false, every exchange has the link for itself.</summary>
    bool CanPipeline => false;

    /// <summary>
    /// Sends a request and reads its reply. Requests reach the agent in the order in which their exchanges began, replies are read in the same
    /// order.
    /// </summary>
    /// <typeparam name="T">What is made of the reply.</typeparam>
    /// <param name="request">The request, with its time limit, which the link keeps: the client has no clock of its own.</param>
    /// <param name="read">
    /// Reads the reply; called once at most. If it throws <see cref="GuestAgentReplyException"/>, a link over a byte stream has to find the beginning
    /// of the next reply anew. A transport that itself knows which reply belongs to which request has nothing to do.
    /// </param>
    /// <param name="cancellationToken">
    /// Gives the exchange up. A link whose transport cannot be interrupted may end the wait and leave the transport's call to itself.
    /// </param>
    /// <returns>What was made of the reply.</returns>
    /// <exception cref="GuestAgentRefusedException">
    /// The agent answered with an error. Only a link whose transport hides the error's text in an error of its own throws this itself; any other
    /// gives the reply to <paramref name="read"/> as it is.
    /// </exception>
    /// <exception cref="GuestUnreachableException">The request was not sent, as the agent cannot be reached.</exception>
    /// <exception cref="GuestAgentTimeoutException">No reply came in time.</exception>
    /// <exception cref="GuestConnectionLostException">The connection ended after the request was sent, or at least begun.</exception>
    /// <exception cref="GuestAgentReplyException">What came is not a reply, or is longer than the link allows.</exception>
    /// <exception cref="OperationCanceledException">The exchange was cancelled.</exception>
    ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken);
}
