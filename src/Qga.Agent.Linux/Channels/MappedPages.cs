using Qga.Agent.Sessions;
using Qga.Linux;

namespace Qga.Agent.Linux.Channels;

/// <summary>Memory for sessions in pages of the kernel's: they cost nothing before they are touched, grow without being copied, and go back at once.</summary>
internal sealed class MappedPages : GrowableMemory
{
    private readonly MappedMemory _pages;

    private MappedPages(int length) => _pages = new(length);

    /// <inheritdoc/>
    public override int Length => _pages.Length;

    /// <inheritdoc/>
    public override Span<byte> Span => _pages.Span;

    /// <summary>Maps pages.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel has none.</exception>
    public static GrowableMemory Allocate(int length) => new MappedPages(length);

    /// <inheritdoc/>
    public override bool TryResize(int length) => _pages.Resize(length);

    /// <inheritdoc/>
    public override void PreferHugePages() => _pages.PreferHugePages();

    /// <inheritdoc/>
    public override void Dispose() => _pages.Dispose();
}
