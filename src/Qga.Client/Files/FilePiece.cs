using System.Buffers;
using Qapi.Runtime.Reading;

namespace Qga.Client;

/// <summary>The bytes of one read, in memory of the pool. It is decoded where the reply is received.</summary>
internal sealed class FilePiece : IDisposable
{
    /// <summary>How much of a reply before and behind the content is looked at, in bytes.</summary>
    private const int Edge = 128;

    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _isTaken;

    // A decoder wants room for the group of three that may be there and one byte more.
    public FilePiece(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size + 4);

    /// <summary>When the bytes are there: whether the read met the end of the file. It is set before anybody waits.</summary>
    public Task<bool> Arrival { get; set; } = Task.FromResult(false);

    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start.._end);

    public void Skip(int count) => _start += count;

    /// <summary>
    /// Decodes the content of a reply before the reply itself is read, so that its text is looked at half as often. What is left is a reply
    /// with an empty string.
    /// </summary>
    /// <param name="reply">The reply, not yet validated.</param>
    /// <param name="rest">What is left of it.</param>
    /// <returns>Whether that has succeeded; if not, the reply has another form, or no content that is valid.</returns>
    public bool TryTakeContent(ReadOnlySpan<byte> reply, out byte[] rest)
    {
        rest = [];
        int start = FindContent(reply);
        int tail = Math.Max(start, reply.Length - Edge);
        int end = start < 0 ? -1 : reply[tail..].IndexOf((byte)'"');
        if (end < 0)
        {
            return false;
        }

        end += tail;
        ReadOnlySpan<byte> content = reply[start..end];

        // Base64Text takes validated strings, whose escapes are whole and which never begin with a control character: that marks a packed one.
        if (content.Contains((byte)'\\')
            || (content.Length > 0 && content[0] < ' ')
            || Decode(Base64Text.FromValue(reply[(start - 1)..(end + 1)])) is not null)
        {
            return false;
        }

        rest = [.. reply[..start], .. reply[end..]];
        return _isTaken = true;
    }

    /// <summary>Reads the result of guest-file-read, or what <see cref="TryTakeContent"/> has left of it.</summary>
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
                if (!_isTaken && (JsonValue.ReadBase64(members.Value, out Base64Text content) ?? Decode(content)) is { } fault)
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

    // Where the content begins, behind its quotation mark; -1: not near the start.
    private static int FindContent(ReadOnlySpan<byte> reply)
    {
        ReadOnlySpan<byte> name = "\"buf-b64\""u8;
        int at = reply[..Math.Min(reply.Length, Edge)].IndexOf(name);
        if (at < 0)
        {
            return -1;
        }

        int value = at + name.Length + reply[(at + name.Length)..].IndexOfAnyExcept((byte)':', (byte)' ');
        return value < reply.Length - 1 && reply[value] == '"' ? value + 1 : -1;
    }

    private ReadFault? Decode(Base64Text content)
    {
        // More than was asked for does not fit.
        _end = content.MaximumLength < _buffer.Length ? content.Decode(_buffer) : -1;
        if (_end >= 0)
        {
            return null;
        }

        _end = 0;
        return ReadFault.Unfit("base64");
    }
}
