namespace Qga.Client;

/// <summary>
/// A way to one guest agent: a request goes out, its reply comes back. A byte stream is one such way (<see cref="StreamLink"/>);
/// libvirt, which takes a request and returns the reply, is another.
/// </summary>
/// <remarks>
/// <para>
/// A client calls a link from one call at a time: it never begins an exchange before the last one has ended. It may dispose of the link while an
/// exchange waits, and that exchange then ends with <see cref="GuestAgentConnectionException"/>. Continuations may run on any thread.
/// </para>
/// <para>
/// An exchange that was given up, by time or by cancellation, leaves the link usable. The reply to it may still come, and the link must not
/// return it as the reply to a later request.
/// </para>
/// </remarks>
public interface IGuestLink : IAsyncDisposable
{
    /// <summary>Sends a request and returns its reply.</summary>
    /// <param name="request">The request, with its time limit, which the link keeps: the client has no clock of its own.</param>
    /// <param name="cancellationToken">
    /// Gives the exchange up. A link whose transport cannot be interrupted may end the wait and leave the transport's call to itself.
    /// </param>
    /// <returns>
    /// The reply: one JSON object in UTF-8, result or error, as the agent sent it; blanks around it do no harm. The client checks that it is
    /// JSON. It must remain unchanged until the next exchange begins. Empty: no reply came to a request that needs none
    /// (<see cref="LinkRequest.IsAnswered"/> is false), and the command counts as done.
    /// </returns>
    /// <exception cref="GuestAgentRefusedException">
    /// The agent answered with an error. Only a link whose transport hides the error's text in an error of its own throws this; any other returns
    /// the reply as it is.
    /// </exception>
    /// <exception cref="GuestAgentTimeoutException">No reply came in time.</exception>
    /// <exception cref="GuestAgentConnectionException">The agent cannot be reached, or not any more.</exception>
    /// <exception cref="GuestAgentReplyException">What came is not a reply, or is longer than the link allows.</exception>
    /// <exception cref="OperationCanceledException">The exchange was cancelled.</exception>
    ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(LinkRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the link that the last reply does not answer its request. A byte stream then has to find the beginning of the next reply anew. A
    /// transport that itself knows which reply belongs to which request has nothing to do.
    /// </summary>
    void Resynchronize()
    {
    }
}
