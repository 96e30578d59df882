using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Contracts;

namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    // libvirt carries a reply of 4 MiB at most, and this as base64 is 2.7 MiB.
    private const int ReadWithoutPipeline = 2 << 20;

    // Releases of libvirt, 9.0 among them, hang for ever on a request that is longer than the send buffer of QEMU's socket, some 208 KiB.
    private const int WriteWithoutPipeline = 120_000;

    /// <summary>
    /// Opens a file of the guest as a stream. A file that this creates has the mode 0666 with QEMU's agent, whatever the umask; <c>CopyToGuestAsync</c>
    /// creates files that nobody else can read before they are complete.
    /// </summary>
    /// <param name="path">The path in the guest.</param>
    /// <param name="mode">For what it is opened.</param>
    /// <param name="options">How its bytes travel; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file, which has to be disposed of: the agent keeps files open until they are closed or it ends.</returns>
    /// <exception cref="GuestAgentRefusedException">The file cannot be opened, or the agent may not open files.</exception>
    /// <exception cref="GuestAgentException">The call failed.</exception>
    public async Task<GuestFile> OpenFileAsync(
        string path, GuestFileMode mode = GuestFileMode.Read, GuestFileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text = mode switch
        {
            GuestFileMode.Read => "r",
            GuestFileMode.Update => "r+",
            GuestFileMode.Create => "w",
            GuestFileMode.CreateUpdate => "w+",
            GuestFileMode.Append => "a",
            GuestFileMode.AppendUpdate => "a+",
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        options ??= new();
        int longest = _link.CanPipeline ? options.PieceSize : mode == GuestFileMode.Read ? ReadWithoutPipeline : WriteWithoutPipeline;
        if (options.PieceSize > longest)
        {
            options = options with { PieceSize = longest };
        }

        return new(this, await GuestFileOpenAsync(path, text, cancellationToken).ConfigureAwait(false), path, mode, options);
    }

    /// <summary>How many bytes one request can give to the guest.</summary>
    internal int LongestWrite => _link.CanPipeline ? 48_000_000 : WriteWithoutPipeline;

    /// <summary>Asks for a piece, which is read where the last one before it ended.</summary>
    internal FilePiece ReadPiece(long handle, int size)
    {
        FilePiece piece = new(size);
        piece.Arrival = CallPipelinedAsync(
            "guest-file-read",
            (ref JsonWriter arguments) =>
            {
                arguments.StartObject();
                arguments.Member("handle"u8);
                arguments.Value(handle);
                arguments.Member("count"u8);
                arguments.Value((long)size);
                arguments.EndObject();
            },
            reply => ReadResult<bool>(piece.TryTakeContent(reply, out byte[] rest) ? rest : reply, piece.Read),
            CancellationToken.None);
        return piece;
    }

    /// <summary>
    /// Writes a piece behind the one before it. The bytes are encoded when this returns; they are sent when everything before them is answered: QEMU's agent
    /// loses a reply on a virtio-serial port or a serial line if, when it writes it, it has read 4 KiB of requests and there are more.
    /// </summary>
    internal Task<long> WritePieceAsync(long handle, ReadOnlyMemory<byte> bytes) => ExchangeAsync(
        new("guest-file-write", default, _options.CallTimeout),
        (ref JsonWriter arguments) =>
        {
            arguments.StartObject();
            arguments.Member("handle"u8);
            arguments.Value(handle);
            arguments.Member("buf-b64"u8);
            arguments.Base64(bytes);
            arguments.EndObject();
        },
        reply => ReadResult<long>(reply, ReadWritten),
        CancellationToken.None,
        expectedLength: (bytes.Length / 3 * 4) + 16384);

    // Agents before 2.6 know origins by number only.
    internal async Task<long> SeekAsync(long handle, long offset, SeekOrigin origin, CancellationToken cancellationToken) =>
        (await GuestFileSeekAsync(handle, offset, (long)(int)origin, cancellationToken).ConfigureAwait(false)).Position;

    private static ReadFault? ReadWritten(ReadOnlySpan<byte> text, out long count)
    {
        ReadFault? fault = GuestFileWrite.Read(text, UnknownMembers.Ignore, out GuestFileWrite written);
        count = fault is null ? written.Count : 0;
        return fault;
    }
}
