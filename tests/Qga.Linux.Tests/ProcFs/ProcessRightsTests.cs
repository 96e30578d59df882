using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class ProcessRightsTests : IDisposable
{
    private readonly TemporaryDirectory _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void The_effective_capabilities_count()
    {
        _proc.Write("status", "Name:\tqemu-ga\nCapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000200002\nCapBnd:\t000001ffffffffff\n");

        Assert.True(ProcessRights.Read(_proc.Path, out ulong capabilities).IsSuccess);
        Assert.Equal((1UL << 21) | (1UL << 1), capabilities);
    }

    [Fact]
    public void A_process_that_has_gone_is_told()
    {
        Assert.Equal(Errno.ENOENT, ProcessRights.Read($"{_proc.Path}/4711", out ulong capabilities));
        Assert.Equal(0UL, capabilities);
    }

    [Fact]
    public void The_real_file_is_understood() => Assert.True(ProcessRights.Read("/proc/self", out _).IsSuccess);
}
