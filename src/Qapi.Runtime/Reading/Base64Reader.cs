using Qapi.Runtime.Base64Encoding;

namespace Qapi.Runtime.Reading;

/// <summary>Decodes base64 in pieces of the caller's size.</summary>
public ref struct Base64Reader
{
    private ReadOnlySpan<byte> _rest;
    private uint _ready;
    private int _readyCount;

    internal Base64Reader(ReadOnlySpan<byte> body) => _rest = body;

    /// <summary>Whether reading ended at a character that base64 does not have.</summary>
    internal bool IsInvalid { get; private set; }

    /// <summary>Decodes the next bytes.</summary>
    /// <param name="destination">Receives them; it is filled unless the end comes first.</param>
    /// <returns>How many bytes were written; 0 at the end.</returns>
    public int Read(scoped Span<byte> destination)
    {
        int written = 0;
        while (written < destination.Length)
        {
            if (_readyCount > 0)
            {
                destination[written++] = (byte)(_ready >> 16);
                _ready <<= 8;
                _readyCount--;
                continue;
            }

            int length = ReadPlain(destination[written..]);
            written += length;
            if (length == 0 && !ReadGroup())
            {
                break;
            }
        }

        return written;
    }

    /// <summary>Decodes whole groups up to the next that has padding, an escape or a foreign character.</summary>
    private int ReadPlain(scoped Span<byte> destination)
    {
        int take = Math.Min(_rest.Length / 4, destination.Length / 3) * 4;
        Base64Codec.Decode(_rest[..take], destination, out int consumed, out int written);
        if (written * 4 != consumed * 3)
        {
            // The framework's decoder has skipped a blank; other white space cannot stand unescaped in a JSON string.
            IsInvalid = true;
            _rest = default;
            return 0;
        }

        _rest = _rest[consumed..];
        return written;
    }

    /// <summary>Decodes one group of four character by character: one with padding or escapes, or one that does not fit the caller's piece.</summary>
    private bool ReadGroup()
    {
        uint bits = 0;
        int third = 0, fourth = 0;
        for (int i = 0; i < 4; i++)
        {
            third = fourth;
            fourth = NextCharacter();
            if (fourth < 0)
            {
                return false;
            }

            bits = (bits << 6) | (uint)ValueOf(fourth);
        }

        // The first byte counts, and each other whose own last character is no padding.
        _readyCount = 1;
        _ready = bits & 0xFF0000;
        Keep((bits >> 8) & 0xFF, third);
        Keep(bits & 0xFF, fourth);
        return true;
    }

    private void Keep(uint value, int character)
    {
        if (character != '=')
        {
            _ready |= value << (16 - (8 * _readyCount));
            _readyCount++;
        }
    }

    /// <summary>The next character that is no line feed; −1 at the end, or at one that base64 does not have.</summary>
    private int NextCharacter()
    {
        while (!_rest.IsEmpty)
        {
            int character = _rest[0];
            if (character == '\\')
            {
                character = JsonString.DecodeEscape(ref _rest);
            }
            else
            {
                _rest = _rest[1..];
            }

            if (character == '\n')
            {
                continue;
            }

            if (ValueOf(character) >= 0)
            {
                return character;
            }

            IsInvalid = true;
            _rest = default;
        }

        return -1;
    }

    private static int ValueOf(int character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' => 62,
        '/' => 63,
        '=' => 0,
        _ => -1,
    };
}
