using Qapi.Runtime.Reading;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>The decoded input-data of a guest-exec.</summary>
internal sealed class InputData(MappedMemory memory, int length) : IDisposable
{
    private const int PageSize = 4096;

    public int Length => length;

    public ReadOnlySpan<byte> Bytes => memory.Span[..length];

    /// <summary>Decodes the input.</summary>
    /// <param name="text">Its base64.</param>
    /// <param name="data">Null if there are no bytes.</param>
    /// <returns>False if the text is not base64.</returns>
    public static bool TryDecode(Base64Text text, out InputData? data)
    {
        data = null;
        if (!text.IsPresent)
        {
            return true;
        }

        MappedMemory memory = new((text.MaximumLength + PageSize) & -PageSize);
        int length = text.Decode(memory.Span);
        if (length > 0)
        {
            data = new(memory, length);
        }
        else
        {
            memory.Dispose();
        }

        return length >= 0;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
