using Qapi.Runtime.Reading;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>A captured stream in a reply. Owns the stream, and frees it when it is read to its end.</summary>
internal sealed class OutputPayload(ProcessOutput output) : Payload, IDisposable
{
    private bool _isFreed;
    private int _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_isFreed)
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, output.Length - _read);
        output.Bytes.Slice(_read, count).CopyTo(buffer);
        _read += count;
        if (count == 0)
        {
            Dispose();
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isFreed)
        {
            _isFreed = true;
            output.Dispose();
        }
    }
}
