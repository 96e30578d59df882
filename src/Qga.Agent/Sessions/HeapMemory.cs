namespace Qga.Agent.Sessions;

/// <summary>Memory of the garbage collector's: for a system that has nothing better, and for sessions without a channel.</summary>
/// <param name="length">The size in bytes.</param>
internal sealed class HeapMemory(int length) : GrowableMemory
{
    private byte[] _bytes = new byte[length];

    /// <inheritdoc/>
    public override int Length => _bytes.Length;

    /// <inheritdoc/>
    public override Span<byte> Span => _bytes;

    /// <inheritdoc/>
    public override bool TryResize(int length)
    {
        Array.Resize(ref _bytes, length);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _bytes = [];
}
