namespace Qapi.Runtime.Reading;

/// <summary>A list of strings, still in the receive buffer: no object is made of any of them.</summary>
public readonly ref struct TextList
{
    private readonly ReadOnlySpan<byte> _text;

    /// <param name="text">The array from bracket to bracket; its elements are strings.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="byteLength">How long they are together.</param>
    internal TextList(ReadOnlySpan<byte> text, int count, int byteLength)
    {
        _text = text;
        Count = count;
        ByteLength = byteLength;
    }

    /// <summary>Whether the argument was given; an empty list is given too.</summary>
    public bool IsPresent => !_text.IsEmpty;

    /// <summary>The number of strings.</summary>
    public int Count { get; }

    /// <summary>The length of all strings together as UTF-8, unescaped, in bytes.</summary>
    public int ByteLength { get; }

    /// <summary>Goes through the strings.</summary>
    /// <returns>Stands before the first one.</returns>
    public Enumerator GetEnumerator() => new(_text);

    /// <summary>Goes through the strings of a list.</summary>
    public ref struct Enumerator
    {
        private readonly bool _isPresent;
        private ArrayReader _elements;

        internal Enumerator(ReadOnlySpan<byte> text)
        {
            _isPresent = !text.IsEmpty;
            _elements = new ArrayReader(text);
        }

        /// <summary>The current string.</summary>
        public readonly TextElement Current => new(_elements.Value);

        /// <summary>Steps to the next string.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => _isPresent && _elements.Read();
    }
}
