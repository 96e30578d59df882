using System.Buffers.Binary;

namespace Qga.Linux.Netlink;

/// <summary>
/// Goes through the attributes of an rtnetlink(7) message: (0) length of 2 bytes with this header, (2) type of 2 bytes, (4) value; each
/// begins at a multiple of 4.
/// </summary>
internal ref struct RouteAttributes
{
    private const int HeaderLength = 4;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Begins before the first.</summary>
    public RouteAttributes(ReadOnlySpan<byte> attributes) => _rest = attributes;

    /// <summary>The current attribute's type.</summary>
    public int Type { get; private set; }

    /// <summary>The current attribute's value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Steps to the next.</summary>
    public bool Read()
    {
        if (_rest.Length < HeaderLength || BinaryPrimitives.ReadUInt16LittleEndian(_rest) is not (>= HeaderLength and ushort length) || length > _rest.Length)
        {
            return false;
        }

        Type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]);
        Value = _rest[HeaderLength..length];
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}
