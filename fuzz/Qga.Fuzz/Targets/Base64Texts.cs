using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Fuzz.Targets;

/// <summary>Base64 in a string of JSON gives the same bytes in pieces of any size, and what the framework's decoder takes it takes, too.</summary>
internal static class Base64Texts
{
    /// <summary>The content of a string.</summary>
    public static void Decode(ReadOnlySpan<byte> input)
    {
        byte[] text = [(byte)'"', .. input, (byte)'"', (byte)'\n'];
        if (!JsonMessages.TryFindOnly(text, out ReadOnlySpan<byte> value) || JsonText.KindOf(value) != JsonKind.String)
        {
            return;
        }

        Base64Text base64 = Base64Text.FromValue(value);
        byte[] whole = new byte[base64.MaximumLength + 1];
        int length = base64.Decode(whole);
        Check.That(length <= base64.MaximumLength, "there are no more bytes than were announced");
        Choices choices = Choices.Of(input);
        byte[] scratch = new byte[1 + choices.Below(9)];
        int rest = base64.DecodeRest(scratch);
        Check.That(rest == (length < 0 ? -1 : length - base64.Decoded.Length), "text is valid or not, whatever the memory");
        if (length < 0)
        {
            return;
        }

        byte[] pieces = new byte[length + scratch.Length];
        base64.Decoded.CopyTo(pieces);
        int at = base64.Decoded.Length;
        Base64Reader reader = base64.ReadRest();
        while (reader.Read(scratch) is > 0 and int count)
        {
            scratch.AsSpan(0, count).CopyTo(pieces.AsSpan(at));
            at += count;
        }

        Check.Same(whole.AsSpan(0, length), pieces.AsSpan(0, at), "pieces are the whole");
        byte[] strict = new byte[input.Length];
        if (Convert.TryFromBase64String(Encoding.Latin1.GetString(input), strict, out int written) && !input.ContainsAny(" \t\r\n"u8))
        {
            Check.Same(strict.AsSpan(0, written), whole.AsSpan(0, length), "base64 is decoded as by the framework");
        }
    }
}
