using System.Buffers;
using System.Runtime.CompilerServices;

namespace Qapi.Runtime.Writing;

/// <summary>
/// Writes JSON in the form of QEMU's replies: 7-bit ASCII, <c>": "</c> after names, <c>", "</c> between members and elements, no other white space.
/// It writes straight into the output's memory and keeps track of the commas. Pass it by reference, and call <see cref="Flush"/> at the end: until
/// then the output does not have the last bytes.
/// </summary>
public ref partial struct JsonWriter
{
    private const int UsualSpan = 256;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private bool _comma;

    /// <summary>Starts a text.</summary>
    /// <param name="output">Receives it.</param>
    public JsonWriter(IBufferWriter<byte> output) => _output = output;

    /// <summary>Opens an object.</summary>
    public void StartObject() => Open((byte)'{');

    /// <summary>Closes an object.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Opens an array.</summary>
    public void StartArray() => Open((byte)'[');

    /// <summary>Closes an array.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>Writes a member's name; its value must follow.</summary>
    /// <param name="name">The name: printable ASCII without quotes and backslashes, as a schema allows.</param>
    public void Member(scoped ReadOnlySpan<byte> name)
    {
        BeginValue();
        Reserve(name.Length + 4);
        _span[_used++] = (byte)'"';
        name.CopyTo(_span[_used..]);
        _used += name.Length;
        "\": "u8.CopyTo(_span[_used..]);
        _used += 3;
        _comma = false;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">The value.</param>
    public void Value(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes <c>null</c>.</summary>
    public void Null() => Raw("null"u8);

    /// <summary>Writes a value that is JSON already.</summary>
    /// <param name="json">The value, written as it is.</param>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        BeginValue();
        Copy(json);
        _comma = true;
    }

    /// <summary>Writes the byte 0xFF, which no UTF-8 has: a client that looks for it finds where the next text begins.</summary>
    public void Sentinel() => Put(0xFF);

    /// <summary>Ends a text with a line feed.</summary>
    public void NewLine()
    {
        Put((byte)'\n');
        _comma = false;
    }

    /// <summary>Hands everything written to the output.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }

        _span = default;
        _used = 0;
    }

    private void Open(byte bracket)
    {
        BeginValue();
        Put(bracket);
        _comma = false;
    }

    private void Close(byte bracket)
    {
        Put(bracket);
        _comma = true;
    }

    private void BeginValue()
    {
        if (_comma)
        {
            Reserve(2);
            _span[_used++] = (byte)',';
            _span[_used++] = (byte)' ';
        }
    }

    private void Put(byte value)
    {
        Reserve(1);
        _span[_used++] = value;
    }

    private void Copy(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Reserve(1);
            int count = Math.Min(bytes.Length, _span.Length - _used);
            bytes[..count].CopyTo(_span[_used..]);
            _used += count;
            bytes = bytes[count..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_span.Length - _used < count)
        {
            Renew(count);
        }
    }

    private void Renew(int count)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(count, UsualSpan));
    }
}
