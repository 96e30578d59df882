using System.Text;
using Qga.Client;
using Qga.Support;

namespace Qga.Machines;

/// <summary>A link that compares every reply with the schema.</summary>
/// <param name="link">The link that is used.</param>
internal sealed class CheckedLink(IGuestLink link) : IGuestLink
{
    /// <inheritdoc/>
    public bool CanPipeline => link.CanPipeline;

    /// <inheritdoc/>
    /// <exception cref="FormatException">The reply is not what the schema says.</exception>
    public ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        string sent = Encoding.Latin1.GetString(request.Text.Span);
        return link.ExchangeAsync(request, reply =>
        {
            if (!reply.IsEmpty)
            {
                string line = Encoding.Latin1.GetString(reply);
                if (ReplyValidator.Own.Faults(sent, line) is { Count: > 0 } faults)
                {
                    throw new FormatException($"{string.Join("; ", faults)}: {line[..Math.Min(line.Length, 1000)]}");
                }
            }

            return read(reply);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();
}
