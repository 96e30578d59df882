using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Fuzz.Serving;

/// <summary>Files that are only in memory: each handle has one of its own.</summary>
internal sealed class MemoryFiles : UnsupportedFileCommands
{
    private const int FirstHandle = 1000;
    private const long MaximumCount = 256 << 10;

    private readonly List<MemoryStream> _files = [];

    /// <summary>Forgets all files.</summary>
    public void Reset() => _files.Clear();

    /// <inheritdoc/>
    public override CommandResult<long> GuestFileOpen(in GuestFileOpenArguments arguments)
    {
        _files.Add(new());
        return FirstHandle + _files.Count - 1;
    }

    /// <inheritdoc/>
    public override CommandResult GuestFileClose(in GuestFileCloseArguments arguments) =>
        Find(arguments.Handle) is null ? NotFound(arguments.Handle) : CommandResult.Success;

    /// <inheritdoc/>
    public override QapiError? GuestFileRead(in GuestFileReadArguments arguments, scoped ref GuestFileReadReply reply)
    {
        if (Find(arguments.Handle) is not { } file)
        {
            return NotFound(arguments.Handle);
        }

        byte[] buffer = new byte[Math.Clamp(arguments.Count ?? 100, 0, MaximumCount)];
        int length = file.Read(buffer);
        Payload payload = buffer[..length];
        reply.BufB64(ref payload);
        reply.Write(length, length < buffer.Length);
        return null;
    }

    /// <inheritdoc/>
    public override QapiError? GuestFileWrite(in GuestFileWriteArguments arguments, scoped ref GuestFileWriteReply reply)
    {
        if (Find(arguments.Handle) is not { } file)
        {
            return NotFound(arguments.Handle);
        }

        byte[] buffer = new byte[arguments.BufB64.MaximumLength + 1];
        int length = arguments.BufB64.Decode(buffer);
        if (length < 0 || arguments.Count > length)
        {
            return QapiError.Generic("no such bytes");
        }

        file.Write(buffer.AsSpan(0, length));
        reply.Write(length, eof: false);
        return null;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestFileSeek> GuestFileSeek(in GuestFileSeekArguments arguments)
    {
        if (Find(arguments.Handle) is not { } file)
        {
            return NotFound(arguments.Handle);
        }

        file.Position = Math.Clamp(arguments.Offset, 0, file.Length);
        return new GuestFileSeek { Position = file.Position, Eof = false };
    }

    private static QapiError NotFound(long handle) => QapiError.Generic($"handle '{handle}' has not been found");

    private MemoryStream? Find(long handle) => handle >= FirstHandle && handle - FirstHandle < _files.Count ? _files[(int)(handle - FirstHandle)] : null;
}
