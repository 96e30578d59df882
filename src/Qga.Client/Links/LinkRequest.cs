namespace Qga.Client;

/// <summary>One request to a guest agent.</summary>
/// <param name="Command">The command's name, for messages.</param>
/// <param name="Text">
/// The request as it goes to the agent: one JSON object in UTF-8 and a line feed. It has no <c>id</c>. It must not be kept beyond the exchange.
/// </param>
/// <param name="Timeout">
/// How long to wait for the reply from the moment the request is sent; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: without end. Where no
/// reply is due, how much silence counts as success. Of a pipelined request, from the moment the reply to the request before it has come.
/// </param>
/// <param name="IsAnswered">
/// Whether the command answers when it succeeds. Where it does not (a shutdown, a suspend), only an error comes back; the link returns nothing after
/// <paramref name="Timeout"/>, when the connection ends, or as soon as it knows that the command went well.
/// </param>
/// <param name="IsPipelined">
/// Whether the request may be sent before the replies to earlier pipelined requests have come, as the pieces of a file are.
/// </param>
public readonly record struct LinkRequest(
    string Command, ReadOnlyMemory<byte> Text, TimeSpan Timeout, bool IsAnswered = true, bool IsPipelined = false);
