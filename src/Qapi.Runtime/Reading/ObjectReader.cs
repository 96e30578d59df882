namespace Qapi.Runtime.Reading;

/// <summary>Reads the members of an object in validated JSON one by one, without going into their values.</summary>
public ref struct ObjectReader
{
    private readonly ReadOnlySpan<byte> _text;
    private ReadOnlySpan<byte> _name;
    private int _at;

    /// <summary>Starts before the first member.</summary>
    /// <param name="text">The object from brace to brace; empty stands for an object without members.</param>
    public ObjectReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = 1;
    }

    /// <summary>
    /// The current member's name as UTF-8; of one that is longer than <see cref="JsonString.MaximumQuote"/>, which no schema has, only the beginning.
    /// </summary>
    public readonly ReadOnlySpan<byte> Name => JsonString.DecodeStart(_name);

    /// <summary>The current member's value, from its first byte to its last.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next member.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        if (_text.IsEmpty)
        {
            return false;
        }

        int start = JsonText.SkipWhiteSpace(_text, _at);
        if (_text[start] == (byte)',')
        {
            start = JsonText.SkipWhiteSpace(_text, start + 1);
        }

        if (_text[start] == (byte)'}')
        {
            return false;
        }

        int end = JsonText.SkipValue(_text, start);
        _name = _text[start..end];
        int colon = JsonText.SkipWhiteSpace(_text, end);
        start = JsonText.SkipWhiteSpace(_text, colon + 1);
        _at = JsonText.SkipValue(_text, start);
        Value = _text[start.._at];
        return true;
    }
}
