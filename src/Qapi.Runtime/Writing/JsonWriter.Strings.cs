using System.Buffers;
using System.Text;
using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Writing;

public ref partial struct JsonWriter
{
    // U+FFFD stands for what is no Unicode text.
    private const int Replacement = 0xFFFD;
    private const int PieceLength = 512;

    private const string AsIs =
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> s_asIs = SearchValues.Create(AsIs);
    private static readonly SearchValues<byte> s_asIsUtf8 = SearchValues.Create(Encoding.ASCII.GetBytes(AsIs));

    /// <summary>Writes a string.</summary>
    /// <param name="text">The text; half a surrogate pair becomes U+FFFD.</param>
    public void Value(scoped ReadOnlySpan<char> text)
    {
        BeginString();
        Append(text);
        EndString();
    }

    /// <summary>Writes a string.</summary>
    /// <param name="utf8">The text as UTF-8. C0 80 is U+0000; a sequence that is no character becomes one U+FFFD.</param>
    public void Utf8Value(scoped ReadOnlySpan<byte> utf8)
    {
        BeginString();
        AppendUtf8(utf8);
        EndString();
    }

    /// <summary>Writes a string of validated JSON in this writer's form, piece by piece: its length costs no memory.</summary>
    /// <param name="token">The string with its quotes.</param>
    internal void CopyString(scoped ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> body = token[1..^1];
        BeginString();
        if (JsonString.IsVerbatim(body))
        {
            AppendUtf8(body);
        }
        else
        {
            AppendDecoded(body);
        }

        EndString();
    }

    /// <summary>Makes the string written last a member's name; its value must follow.</summary>
    internal void EndName()
    {
        Copy(": "u8);
        _comma = false;
    }

    private void BeginString()
    {
        BeginValue();
        Put((byte)'"');
    }

    private void EndString()
    {
        Put((byte)'"');
        _comma = true;
    }

    private void Append(scoped ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(s_asIs);
            CopyAscii(text[..(plain < 0 ? text.Length : plain)]);
            if (plain < 0)
            {
                break;
            }

            Rune.DecodeFromUtf16(text[plain..], out Rune rune, out int length);
            Escape(rune.Value);
            text = text[(plain + length)..];
        }
    }

    private void AppendDecoded(scoped ReadOnlySpan<byte> body)
    {
        StringDecoder decoder = new(body);
        Span<byte> piece = stackalloc byte[PieceLength];
        while (decoder.Read(piece) is > 0 and int length)
        {
            AppendUtf8(piece[..length]);
        }
    }

    private void AppendUtf8(scoped ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            int plain = utf8.IndexOfAnyExcept(s_asIsUtf8);
            Copy(utf8[..(plain < 0 ? utf8.Length : plain)]);
            if (plain < 0)
            {
                break;
            }

            utf8 = utf8[plain..];
            int length = Utf8Sequence.Length(utf8, out int scalar);
            Escape(scalar < 0 ? Replacement : scalar);
            utf8 = utf8[length..];
        }
    }

    private void CopyAscii(scoped ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            Reserve(1);
            int count = Math.Min(text.Length, _span.Length - _used);
            Ascii.FromUtf16(text[..count], _span[_used..], out _);
            _used += count;
            text = text[count..];
        }
    }

    private void Escape(int scalar)
    {
        byte letter = scalar switch
        {
            '"' or '\\' => (byte)scalar,
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            _ => 0,
        };
        Reserve(12);
        if (letter != 0)
        {
            _span[_used++] = (byte)'\\';
            _span[_used++] = letter;
            return;
        }

        if (!Utf8Sequence.IsAllowed(scalar))
        {
            scalar = Replacement;
        }

        if (scalar > 0xFFFF)
        {
            EscapeUnit(0xD800 + ((scalar - 0x10000) >> 10));
            scalar = 0xDC00 + ((scalar - 0x10000) & 0x3FF);
        }

        EscapeUnit(scalar);
    }

    private void EscapeUnit(int unit)
    {
        _span[_used++] = (byte)'\\';
        _span[_used++] = (byte)'u';
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            _span[_used++] = "0123456789ABCDEF"u8[(unit >> shift) & 0xF];
        }
    }
}
