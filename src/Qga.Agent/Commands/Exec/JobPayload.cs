using Qga.Protocol.Writing;

namespace Qga.Agent.Commands.Exec;

/// <summary>What was kept of a stream, on its way into a reply; its memory goes back at the end.</summary>
/// <param name="output">The stream, of a job that has ended and that nobody else knows.</param>
internal sealed class JobPayload(JobOutput output) : Payload
{
    private int read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (read < 0)
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, output.Length - read);
        output.Bytes.Slice(read, count).CopyTo(buffer);
        read += count;
        if (count == 0)
        {
            output.Dispose();
            read = -1;
        }

        return count;
    }
}
