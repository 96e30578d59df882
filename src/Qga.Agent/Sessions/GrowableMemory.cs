namespace Qga.Agent.Sessions;

/// <summary>Memory for requests or replies that grows in place of being copied where the system can do that.</summary>
internal abstract class GrowableMemory : IDisposable
{
    /// <summary>The size in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The bytes; valid until the next <see cref="TryResize"/>.</summary>
    public abstract Span<byte> Span { get; }

    /// <summary>Grows or shrinks; what both sizes have in common keeps its content.</summary>
    /// <returns>False where there is no memory for it: nothing has changed.</returns>
    public abstract bool TryResize(int length);

    /// <summary>Says that all of it is going to be filled.</summary>
    public virtual void PreferHugePages()
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Makes memory.</summary>
/// <param name="length">The size in bytes, a multiple of 4096.</param>
/// <exception cref="InsufficientMemoryException">There is none.</exception>
internal delegate GrowableMemory MemorySource(int length);
