using System.Globalization;
using System.Text;

namespace Qga.Conformance;

/// <summary>
/// Bytes written out in a transcript: <c>`text`</c>, hexadecimal bytes (<c>FF</c>), <c>LF</c>, each repeatable (<c>`a` * 1000</c>), groups in
/// parentheses, and <c>|</c> where the packet is cut.
/// </summary>
public static class ByteExpression
{
    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <returns>The packets, at least one.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<byte[]> Parse(string text)
    {
        var packets = new List<byte[]>();
        int at = 0;
        do
        {
            packets.Add(Terms(text, ref at, inGroup: false));
        }
        while (at++ < text.Length);
        return packets;
    }

    private static byte[] Terms(string text, ref int at, bool inGroup)
    {
        var bytes = new MemoryStream();
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length || text[at] == '|')
            {
                return inGroup ? throw new FormatException("a group is not closed") : bytes.ToArray();
            }

            if (text[at] == ')')
            {
                at++;
                return inGroup ? bytes.ToArray() : throw new FormatException("')' without '('");
            }

            byte[] term = Term(text, ref at);
            WriteTimes(bytes, term, Count(text, ref at));
        }
    }

    private static byte[] Term(string text, ref int at)
    {
        if (text[at] == '(')
        {
            at++;
            return Terms(text, ref at, inGroup: true);
        }

        if (text[at] == '`')
        {
            int end = text.IndexOf('`', at + 1);
            string literal = end < 0 ? throw new FormatException("a text is not closed") : text[(at + 1)..end];
            at = end + 1;
            return Encoding.UTF8.GetBytes(literal);
        }

        string word = at + 2 <= text.Length ? text.Substring(at, 2) : text[at..];
        at += word.Length;
        return word == "LF" ? "\n"u8.ToArray()
            : byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) ? [value]
            : throw new FormatException($"'{word}' is neither `text`, a hexadecimal byte, LF nor a group");
    }

    private static int Count(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        if (at == text.Length || text[at] != '*')
        {
            return 1;
        }

        at++;
        SkipBlanks(text, ref at);
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return int.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
    }

    // By doubling: some transcripts have 64 MiB of one letter.
    private static void WriteTimes(MemoryStream bytes, byte[] term, int count)
    {
        byte[] all = new byte[term.Length * count];
        term.AsSpan(0, Math.Min(term.Length, all.Length)).CopyTo(all);
        for (int done = term.Length; done > 0 && done < all.Length; done *= 2)
        {
            all.AsSpan(0, Math.Min(done, all.Length - done)).CopyTo(all.AsSpan(done));
        }

        bytes.Write(all);
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
