using System.Buffers;
using Qapi.Runtime.Reading;

namespace Qga.Client;

/// <summary>The bytes of one read, in memory of the pool. It is decoded where the reply is received.</summary>
internal sealed class FilePiece : IDisposable
{
    private byte[] _buffer;
    private int _start;
    private int _end;

    // A decoder wants room for the group of three that may be there and one byte more.
    public FilePiece(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size + 4);

    /// <summary>When the bytes are there: whether the read met the end of the file. It is set before anybody waits.</summary>
    public Task<bool> Arrival { get; set; } = Task.FromResult(false);

    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start.._end);

    public void Skip(int count) => _start += count;

    /// <summary>Reads the result of guest-file-read.</summary>
    public ReadFault? Read(ReadOnlySpan<byte> text, out bool isLast)
    {
        isLast = false;
        if (JsonText.KindOf(text) != JsonKind.Object)
        {
            return ReadFault.WrongType("object");
        }

        bool isThere = false;
        ObjectReader members = new(text);
        while (members.Read())
        {
            if (members.Name.SequenceEqual("buf-b64"u8))
            {
                isThere = true;
                if (Decode(members.Value) is { } fault)
                {
                    return fault.InMember("buf-b64");
                }
            }
            else if (members.Name.SequenceEqual("eof"u8) && JsonValue.ReadBoolean(members.Value, out isLast) is { } fault)
            {
                return fault.InMember("eof");
            }
        }

        return isThere ? null : ReadFault.Missing("buf-b64");
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private ReadFault? Decode(ReadOnlySpan<byte> value)
    {
        if (JsonValue.ReadBase64(value, out Base64Text base64) is { } fault)
        {
            return fault;
        }

        // More than was asked for does not fit.
        _end = base64.MaximumLength < _buffer.Length ? base64.Decode(_buffer) : -1;
        if (_end >= 0)
        {
            return null;
        }

        _end = 0;
        return ReadFault.Unfit("base64");
    }
}
