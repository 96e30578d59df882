namespace Qapi.Runtime.Reading;

/// <summary>Reads a value of a type without members.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="text">The value in validated JSON, without white space around it.</param>
/// <param name="value">The value; meaningless after a fault.</param>
/// <returns>Why it does not fit the type; null if it does.</returns>
public delegate ReadFault? ValueReader<T>(ReadOnlySpan<byte> text, out T value);

/// <summary>Reads a value of a type with members.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="text">The value in validated JSON, without white space around it.</param>
/// <param name="unknown">Whether unknown members are refused.</param>
/// <param name="value">The value; meaningless after a fault.</param>
/// <returns>Why it does not fit the type; null if it does.</returns>
public delegate ReadFault? ObjectValueReader<T>(ReadOnlySpan<byte> text, UnknownMembers unknown, out T value);

/// <summary>
/// Reads values of QAPI's built-in types in validated JSON. Each method returns QAPI's fault if the value does not fit; then the value is meaningless.
/// </summary>
public static partial class JsonValue
{
    /// <summary>Reads <c>str</c>.</summary>
    public static ReadFault? ReadString(ReadOnlySpan<byte> text, out string value)
    {
        bool fits = JsonText.KindOf(text) == JsonKind.String;
        value = fits ? JsonString.Decode(text) : "";
        return fits ? null : ReadFault.WrongType("string");
    }

    /// <summary>Reads <c>bool</c>.</summary>
    public static ReadFault? ReadBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text[0] == (byte)'t';
        return JsonText.KindOf(text) == JsonKind.Boolean ? null : ReadFault.WrongType("boolean");
    }

    /// <summary>Reads <c>null</c>.</summary>
    public static ReadFault? ReadNull(ReadOnlySpan<byte> text, out JsonNull value)
    {
        value = default;
        return JsonText.KindOf(text) == JsonKind.Null ? null : ReadFault.WrongType("null");
    }

    /// <summary>Reads the arguments of a command that has none.</summary>
    /// <param name="text">The object; empty stands for one without members.</param>
    /// <returns>The fault of the first member; null if there is none.</returns>
    public static ReadFault? ReadNothing(ReadOnlySpan<byte> text)
    {
        var members = new ObjectReader(text);
        return members.Read() ? ReadFault.Unexpected(members.Name) : null;
    }

    /// <summary>Reads <c>any</c>.</summary>
    public static ReadFault? ReadAny(ReadOnlySpan<byte> text, out JsonAny value)
    {
        value = new JsonAny(text.ToArray());
        return null;
    }

    /// <summary>Reads a base64 member without copying: the result is a view of <paramref name="text"/>, not yet checked.</summary>
    public static ReadFault? ReadBase64(ReadOnlySpan<byte> text, out Base64Text value)
    {
        bool fits = JsonText.KindOf(text) == JsonKind.String;
        value = fits ? Base64Text.FromValue(text) : default;
        return fits ? null : ReadFault.WrongType("string");
    }

    /// <summary>Reads a base64 member into new memory.</summary>
    public static ReadFault? ReadPayload(ReadOnlySpan<byte> text, out Payload value)
    {
        value = ReadOnlyMemory<byte>.Empty;
        if (ReadBase64(text, out Base64Text base64) is { } fault)
        {
            return fault;
        }

        byte[] data = new byte[base64.MaximumLength + 1];
        int length = base64.Decode(data);
        if (length < 0)
        {
            return ReadFault.Unfit("base64");
        }

        value = new ReadOnlyMemory<byte>(data, 0, length);
        return null;
    }

    /// <summary>Reads a list of strings, leaving the strings where they are.</summary>
    public static ReadFault? ReadTextList(ReadOnlySpan<byte> text, out TextList value)
    {
        value = default;
        if (JsonText.KindOf(text) != JsonKind.Array)
        {
            return ReadFault.WrongType("array");
        }

        int count = 0;
        int byteLength = 0;
        var elements = new ArrayReader(text);
        while (elements.Read())
        {
            if (JsonText.KindOf(elements.Value) != JsonKind.String)
            {
                return ReadFault.WrongType("string").InElement(count);
            }

            count++;
            byteLength += JsonString.Utf8Length(elements.Value);
        }

        value = new TextList(text, count, byteLength);
        return null;
    }

    /// <summary>Reads a list of scalars.</summary>
    public static ReadFault? ReadList<T>(ReadOnlySpan<byte> text, ValueReader<T> element, out IReadOnlyList<T> value)
    {
        var list = new List<T>();
        value = list;
        if (JsonText.KindOf(text) != JsonKind.Array)
        {
            return ReadFault.WrongType("array");
        }

        var elements = new ArrayReader(text);
        while (elements.Read())
        {
            if (element(elements.Value, out T item) is { } fault)
            {
                return fault.InElement(list.Count);
            }

            list.Add(item);
        }

        return null;
    }

    /// <summary>Reads a list of values with members.</summary>
    public static ReadFault? ReadList<T>(ReadOnlySpan<byte> text, UnknownMembers unknown, ObjectValueReader<T> element, out IReadOnlyList<T> value)
    {
        var list = new List<T>();
        value = list;
        if (JsonText.KindOf(text) != JsonKind.Array)
        {
            return ReadFault.WrongType("array");
        }

        var elements = new ArrayReader(text);
        while (elements.Read())
        {
            if (element(elements.Value, unknown, out T item) is { } fault)
            {
                return fault.InElement(list.Count);
            }

            list.Add(item);
        }

        return null;
    }
}
