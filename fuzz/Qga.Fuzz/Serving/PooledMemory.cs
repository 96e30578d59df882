using Qga.Agent.Sessions;

namespace Qga.Fuzz.Serving;

/// <summary>Memory for sessions that is used again: most of them live for microseconds.</summary>
internal sealed class PooledMemory : GrowableMemory
{
    private static readonly Dictionary<int, Stack<byte[]>> s_free = [];

    private byte[] _bytes;

    public PooledMemory(int length) => _bytes = Take(length);

    /// <inheritdoc/>
    public override int Length => _bytes.Length;

    /// <inheritdoc/>
    public override Span<byte> Span => _bytes;

    /// <inheritdoc/>
    public override bool TryResize(int length)
    {
        byte[] other = Take(length);
        _bytes.AsSpan(0, Math.Min(length, _bytes.Length)).CopyTo(other);
        Dispose();
        _bytes = other;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Check.That(_bytes.Length > 0, "memory is disposed of once");
        s_free[_bytes.Length].Push(_bytes);
        _bytes = [];
    }

    private static byte[] Take(int length)
    {
        if (!s_free.TryGetValue(length, out Stack<byte[]>? free))
        {
            s_free.Add(length, free = new());
        }

        return free.TryPop(out byte[]? bytes) ? bytes : new byte[length];
    }
}
