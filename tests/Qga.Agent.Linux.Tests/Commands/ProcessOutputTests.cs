using Qga.Agent.Linux.Commands.Exec;
using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Tests.Commands;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProcessOutputTests
{
    private const int Limit = 4096;

    [Fact]
    public void A_stream_that_cannot_be_read_to_its_end_counts_as_truncated()
    {
        using EventLoop loop = new();
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor read, out SafeDescriptor write).IsSuccess);
        using (read)
        {
            // Reading from its other end is an error.
            bool hasEnded = false;
            ProcessOutput output = new(new WatchedDescriptor(loop, write, new Budget(1)), new Budget(Limit), Limit);
            output.Begin(() => hasEnded = true);
            output.ReadAvailable();
            output.StopCapture();

            Assert.True(hasEnded);
            Assert.True(output.IsTruncated);
            output.Dispose();
        }
    }
}
