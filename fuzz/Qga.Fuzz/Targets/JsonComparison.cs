using System.Text;
using System.Text.Json;
using Qapi.Runtime.Reading;

namespace Qga.Fuzz.Targets;

/// <summary>Values as System.Text.Json reads them beside the same values as this project reads them.</summary>
internal static class JsonComparison
{
    /// <summary>
    /// Whether JSON has something in it that QEMU's dialect refuses: duplicate keys, half surrogate pairs, noncharacters, an exponent right behind a zero.
    /// </summary>
    public static bool IsRefused(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => IsRefused(() => element.GetString()!),
        JsonValueKind.Number => element.GetRawText().TrimStart('-') is ['0', 'e' or 'E', ..],
        JsonValueKind.Array => element.EnumerateArray().Any(IsRefused),
        JsonValueKind.Object => HasRefusedKeys(element) || element.EnumerateObject().Any(member => IsRefused(member.Value)),
        _ => false,
    };

    /// <summary>Fails unless two values are the same.</summary>
    /// <param name="expected">The value.</param>
    /// <param name="value">The text of the other, validated.</param>
    public static void Same(JsonElement expected, ReadOnlySpan<byte> value)
    {
        switch (JsonText.KindOf(value))
        {
            case JsonKind.Object:
                SameMembers(expected, value);
                break;
            case JsonKind.Array:
                SameElements(expected, value);
                break;
            case JsonKind.String:
                Check.That(expected.ValueKind == JsonValueKind.String && JsonString.Decode(value) == expected.GetString(), "strings are the same");
                break;
            case JsonKind.Number:
                SameNumber(expected, value);
                break;
            case JsonKind.Boolean:
                Check.That(expected.ValueKind == (value[0] == (byte)'t' ? JsonValueKind.True : JsonValueKind.False), "truth values are the same");
                break;
            default:
                Check.That(expected.ValueKind == JsonValueKind.Null, "null is null");
                break;
        }
    }

    private static void SameMembers(JsonElement expected, ReadOnlySpan<byte> value)
    {
        Check.That(expected.ValueKind == JsonValueKind.Object, "objects are objects");
        ObjectReader members = new(value);
        foreach (JsonProperty member in expected.EnumerateObject())
        {
            Check.That(members.Read() && JsonString.ToText(members.Name) == member.Name, "members have the same names");
            Same(member.Value, members.Value);
        }

        Check.That(!members.Read(), "objects have the same members");
    }

    private static void SameElements(JsonElement expected, ReadOnlySpan<byte> value)
    {
        Check.That(expected.ValueKind == JsonValueKind.Array, "arrays are arrays");
        ArrayReader elements = new(value);
        foreach (JsonElement element in expected.EnumerateArray())
        {
            Check.That(elements.Read(), "arrays are of one length");
            Same(element, elements.Value);
        }

        Check.That(!elements.Read(), "arrays are of one length");
    }

    // What a client has written as a real number may come back without its point, so that only the number counts.
    private static void SameNumber(JsonElement expected, ReadOnlySpan<byte> value)
    {
        Check.That(expected.ValueKind == JsonValueKind.Number, "numbers are numbers");
        bool isSame = JsonNumber.Parse(value, out long signed, out ulong unsigned, out double real) switch
        {
            NumberKind.Signed => expected.TryGetInt64(out long other) ? other == signed : expected.GetDouble() == signed,
            NumberKind.Unsigned => expected.TryGetUInt64(out ulong other) ? other == unsigned : expected.GetDouble() == unsigned,
            _ => !expected.TryGetInt64(out _) && !expected.TryGetUInt64(out _) && expected.GetDouble().Equals(real),
        };
        Check.That(isSame, "numbers are the same");
    }

    private static bool HasRefusedKeys(JsonElement element)
    {
        HashSet<string> names = [];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (IsRefused(() => member.Name) || !names.Add(member.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRefused(Func<string> read)
    {
        string text;
        try
        {
            text = read();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8, which System.Text.Json notices only now.
            return true;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
            {
                return true;
            }
        }

        return false;
    }
}
