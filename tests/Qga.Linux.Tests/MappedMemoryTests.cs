namespace Qga.Linux.Tests;

public sealed class MappedMemoryTests
{
    [Fact]
    public void Memory_that_has_gone_back_is_out_of_reach()
    {
        MappedMemory memory = new(4096);
        memory.Span[0] = 1;
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
    }
}
