using Qapi.Runtime.Reading;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>A client's bytes for a program, kept until the program has read them.</summary>
/// <param name="memory">Holds them.</param>
/// <param name="length">How many they are.</param>
internal sealed class InputData(MappedMemory memory, int length) : IDisposable
{
    private const int PageSize = 4096;

    /// <summary>How many they are.</summary>
    public int Length => length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => memory.Span[..length];

    /// <summary>Takes the bytes out of a request.</summary>
    /// <param name="text">Their text.</param>
    /// <param name="data">The bytes; null if there are none.</param>
    /// <returns>False if the text has a character that base64 does not.</returns>
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
