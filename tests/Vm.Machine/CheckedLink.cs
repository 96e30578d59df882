using System.Text;
using Qga.Client;
using Qga.Support;

namespace Qga.Machines;

/// <summary>A link that compares every reply with the schema.</summary>
/// <param name="link">The link that is used.</param>
internal sealed class CheckedLink(IGuestLink link) : IGuestLink
{
    /// <inheritdoc/>
    /// <exception cref="FormatException">The reply is not what the schema says.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> reply = await link.ExchangeAsync(request, cancellationToken);
        if (!reply.IsEmpty)
        {
            string line = Encoding.Latin1.GetString(reply.Span);
            if (ReplyValidator.Own.Faults(Encoding.Latin1.GetString(request.Text.Span), line) is { Count: > 0 } faults)
                throw new FormatException($"{string.Join("; ", faults)}: {line[..Math.Min(line.Length, 1000)]}");
        }

        return reply;
    }

    /// <inheritdoc/>
    public void Resynchronize() => link.Resynchronize();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();
}
