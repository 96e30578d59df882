using Qapi.Runtime.Writing;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>What was kept of a stream, on its way into a reply; its memory goes back at the end.</summary>
/// <param name="output">The stream, of a job that has ended and that nobody else knows.</param>
internal sealed class JobPayload(JobOutput output) : Payload
{
    private int _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_read < 0)
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, output.Length - _read);
        output.Bytes.Slice(_read, count).CopyTo(buffer);
        _read += count;
        if (count == 0)
        {
            output.Dispose();
            _read = -1;
        }

        return count;
    }
}
