using System.IO.Pipes;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class ReceiveBufferTests : IDisposable
{
    private readonly Budget _budget = new(1 << 30);
    private readonly ReceiveBuffer _buffer;

    public ReceiveBufferTests() => _buffer = new(MappedPages.Allocate, _budget);

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void Keeps_what_is_not_consumed_while_it_grows()
    {
        byte[] sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        for (int offset = 0; offset < sent.Length; offset += 10_000)
        {
            _buffer.Append(sent.AsSpan(offset, 10_000));
            Assert.True(_buffer.TryMakeRoom());
        }

        Assert.True(_buffer.Pending.SequenceEqual(sent));
        _buffer.Consume(999_000);
        Assert.True(_buffer.TryMakeRoom());
        Assert.True(_buffer.Pending.SequenceEqual(sent.AsSpan(999_000)));
    }

    [Fact]
    public void Has_an_end()
    {
        byte[] piece = new byte[1 << 20];
        while (_buffer.TryMakeRoom())
        {
            Assert.True(_buffer.Pending.Length < ReceiveBuffer.MaximumLength);
            _buffer.Append(piece);
        }

        Assert.Equal(ReceiveBuffer.MaximumLength, _buffer.Pending.Length);
        _buffer.Truncate(0);
        Assert.True(_buffer.TryMakeRoom());
        Assert.Equal(0, _buffer.Pending.Length);
    }

    [Fact]
    public void Takes_what_it_grows_by_from_the_budget_and_gives_it_back()
    {
        Budget budget = new(300 << 10);
        using (ReceiveBuffer small = new(MappedPages.Allocate, budget))
        {
            small.Append(new byte[200 << 10]);
            Assert.False(budget.TryTake(200 << 10));
            small.Append(new byte[56 << 10]);
            Assert.False(small.TryMakeRoom());
        }

        Assert.True(budget.TryTake(300 << 10));
    }

    [Fact]
    public void Gives_memory_back_only_when_nothing_is_pending()
    {
        Assert.False(_buffer.CanTrim);
        _buffer.Append(new byte[1 << 20]);
        Assert.False(_buffer.CanTrim);
        _buffer.Consume(1 << 20);
        Assert.True(_buffer.CanTrim);
        _buffer.Trim();
        Assert.False(_buffer.CanTrim);
        _buffer.Append("ping"u8);
        Assert.True(_buffer.Pending.SequenceEqual("ping"u8));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7000)]
    [InlineData(20_000)]
    public void Does_not_grow_with_a_row_of_requests_of_which_the_last_is_never_complete(int length)
    {
        byte[] sent = new byte[length];
        _buffer.Append(sent.AsSpan(0, length / 2));
        for (int request = 0; request < 1000; request++)
        {
            Assert.True(_buffer.TryMakeRoom());
            _buffer.Append(sent);
            _buffer.Consume(length);
        }

        _buffer.Consume(length / 2);
        Assert.False(_buffer.CanTrim);
    }

    [Fact]
    public void Reads_from_a_descriptor()
    {
        using AnonymousPipeServerStream writer = new(PipeDirection.Out);
        using AnonymousPipeClientStream reader = new(PipeDirection.In, writer.ClientSafePipeHandle);
        writer.Write("ping"u8);
        using SafeDescriptor descriptor = new((int)reader.SafePipeHandle.DangerousGetHandle(), owns: false);
        Assert.Equal(4, _buffer.Fill(new DescriptorPeer(descriptor, isPort: false), new(), framed: 0, out bool isDrained));
        Assert.True(isDrained);
        Assert.True(_buffer.Pending.SequenceEqual("ping"u8));
    }
}
