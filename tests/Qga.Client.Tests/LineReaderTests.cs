namespace Qga.Client.Tests;

public sealed class LineReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_may_be_as_long_as_allowed_and_no_longer()
    {
        await using RecordingStream stream = new([.. Line(100_000), .. Line(100_001)]);
        LineReader lines = new(stream, 100_000);
        Assert.Equal(100_000, (await lines.ReadAsync(Cancellation)).Length);
        GuestAgentReplyException problem = await Assert.ThrowsAsync<GuestAgentReplyException>(async () => await lines.ReadAsync(Cancellation));
        Assert.Contains("100000 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_without_an_end_is_given_up_at_the_bound()
    {
        await using RecordingStream stream = new(new byte[10_000_000]);
        LineReader lines = new(stream, 1_000_000);
        await Assert.ThrowsAsync<GuestAgentReplyException>(async () => await lines.ReadAsync(Cancellation));
        Assert.True(stream.Longest <= 2_000_000);
    }

    [Fact]
    public async Task Memory_of_a_very_long_line_is_given_back_and_that_of_a_long_one_kept()
    {
        await using RecordingStream stream = new([.. Line(1_000_000), .. Line(20_000_000), .. Line(10)]);
        LineReader lines = new(stream, 100_000_000);
        Assert.Equal(1_000_000, (await lines.ReadAsync(Cancellation)).Length);
        lines.Listen();
        Assert.Equal(20_000_000, (await lines.ReadAsync(Cancellation)).Length);
        Assert.True(stream.Longest > 8_000_000);
        Assert.Equal(10, (await lines.ReadAsync(Cancellation)).Length);
        lines.Listen();
        Assert.True(stream.Last <= 64 << 10, $"{stream.Last} bytes are kept");
    }

    [Fact]
    public async Task Stream_goes_on_behind_a_line_that_was_too_long_and_filled_the_buffer()
    {
        await using EndlessStream stream = new();
        LineReader lines = new(stream, 100_000);
        await Assert.ThrowsAsync<GuestAgentReplyException>(async () => await lines.ReadAsync(Cancellation));
        lines.Listen();
        Assert.False(lines.IsEnded);
    }

    [Fact(Timeout = 30_000)]
    public async Task Agent_that_never_pauses_is_given_up_in_time()
    {
        await using EndlessStream stream = new();
        await using GuestAgentClient client = new(stream, new() { Stream = new() { SynchronizationTimeout = TimeSpan.FromMilliseconds(100) } });
        await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestPingAsync(TestContext.Current.CancellationToken));

        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(50));
        LineReader lines = new(stream, int.MaxValue);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lines.SynchronizeAsync(new(), cancelled.Token));
    }

    private static byte[] Line(int length)
    {
        byte[] line = new byte[length + 1];
        line.AsSpan().Fill((byte)'x');
        line[^1] = (byte)'\n';
        return line;
    }

    // Gives 64 KiB at once, as a socket does, and writes down how much room the reader has.
    private sealed class RecordingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Longest { get; private set; }

        public int Last { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (Last, Longest) = (buffer.Length, Math.Max(Longest, buffer.Length));
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 64 << 10)], cancellationToken);
        }
    }

    // As much as anybody wants, at once, and never an end of a line.
    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
