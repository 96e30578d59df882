using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>What the programs read from their standard input. The agent is given it as a whole before a program starts.</summary>
internal sealed class ProgramInput
{
    // What goes into the request itself, which has 160 KiB at most through libvirt.
    private const int Short = 64 << 10;

    private readonly byte[] _start;
    private readonly Stream? _rest;

    private ProgramInput(byte[] start, Stream? rest) => (_start, _rest) = (start, rest);

    /// <summary>No input.</summary>
    public static ProgramInput None { get; } = new([], null);

    /// <summary>Reads standard input: as a whole for several guests, its beginning for one.</summary>
    public static async Task<ProgramInput> ReadAsync(Terminal terminal, bool isPlural, CancellationToken cancellationToken)
    {
        CancellableInput input = new(terminal.Input());
        if (isPlural)
        {
            using MemoryStream all = new();
            await input.CopyToAsync(all, cancellationToken).ConfigureAwait(false);
            return new(all.ToArray(), null);
        }

        byte[] start = new byte[Short + 1];
        int count = await input.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return new(start[..count], count < start.Length ? null : input);
    }

    /// <summary>Gives it to a program.</summary>
    public GuestCommandLine GiveTo(GuestCommandLine line) =>
        _rest is not null ? line with { InputStream = new PrefixedStream(_start, _rest) }
        : _start.Length > Short ? line with { InputStream = new MemoryStream(_start, writable: false) }
        : line with { Input = _start };

    /// <summary>Bytes that were read already, and then the stream that they came from.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _start = start;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_start.IsEmpty)
            {
                return rest.ReadAsync(buffer, cancellationToken);
            }

            int count = Math.Min(_start.Length, buffer.Length);
            _start[..count].CopyTo(buffer);
            _start = _start[count..];
            return new(count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
