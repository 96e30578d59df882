namespace Qapi.Runtime.Reading;

/// <summary>Reads the elements of an array in validated JSON one by one, without going into them.</summary>
public ref struct ArrayReader
{
    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    /// <summary>Starts before the first element.</summary>
    /// <param name="text">The array from bracket to bracket.</param>
    public ArrayReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = 1;
    }

    /// <summary>The current element, from its first byte to its last.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next element.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        int start = JsonText.SkipWhiteSpace(_text, _at);
        if (_text[start] == (byte)',')
        {
            start = JsonText.SkipWhiteSpace(_text, start + 1);
        }

        if (_text[start] == (byte)']')
        {
            return false;
        }

        _at = JsonText.SkipValue(_text, start);
        Value = _text[start.._at];
        return true;
    }
}
