using Qapi.Runtime.Reading;
using Qga.Protocol.Framing;

namespace Qga.Fuzz.Targets;

/// <summary>JSON texts of QEMU's dialect.</summary>
internal static class JsonMessages
{
    /// <summary>Finds the only message in a text.</summary>
    /// <param name="text">The text, a line feed at its end.</param>
    /// <param name="message">The message.</param>
    /// <returns>False unless the text is one message, with white space around it.</returns>
    public static bool TryFindOnly(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> message)
    {
        Framer framer = new();
        Frame frame = framer.Scan(text);
        message = frame.Kind == FrameKind.Message ? text.Slice(frame.Start, frame.Length) : default;
        return frame.Kind == FrameKind.Message && text[frame.Consumed..].Trim(" \t\r\n"u8).IsEmpty;
    }

    /// <summary>Whether a value, or one in it, is a number that is none of QEMU's integers.</summary>
    /// <param name="value">The value, validated.</param>
    public static bool HasReal(ReadOnlySpan<byte> value)
    {
        switch (JsonText.KindOf(value))
        {
            case JsonKind.Number:
                return JsonNumber.Parse(value, out _, out _, out _) == NumberKind.Double;
            case JsonKind.Object:
                ObjectReader members = new(value);
                while (members.Read())
                {
                    if (HasReal(members.Value))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.Array:
                ArrayReader elements = new(value);
                while (elements.Read())
                {
                    if (HasReal(elements.Value))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }
}
