namespace Qga.Client;

/// <summary>Reads a reply while its memory is valid.</summary>
/// <typeparam name="T">What is made of it.</typeparam>
/// <param name="reply">
/// The reply: one JSON object in UTF-8, result or error, as the agent sent it; blanks around it do no harm. Empty: no reply came to a request that
/// needs none (<see cref="LinkRequest.IsAnswered"/> is false), and the command counts as done.
/// </param>
/// <returns>What is made of it.</returns>
/// <exception cref="GuestAgentReplyException">It does not answer the request.</exception>
/// <exception cref="GuestAgentRefusedException">It is an error.</exception>
public delegate T ReplyReader<out T>(ReadOnlySpan<byte> reply);
