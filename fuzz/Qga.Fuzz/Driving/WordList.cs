using System.Globalization;
using System.Text;

namespace Qga.Fuzz.Driving;

/// <summary>A target's words in the form of libFuzzer's dictionaries.</summary>
internal static class WordList
{
    /// <summary>Writes them, each in quotes on a line, what is no plain ASCII as <c>\xAB</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="words">The words, one character for each byte.</param>
    public static void Write(string path, IReadOnlyList<string> words)
    {
        StringBuilder text = new();
        foreach (string word in words)
        {
            text.Append('"');
            foreach (byte letter in Encoding.Latin1.GetBytes(word))
            {
                bool isPlain = letter is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\';
                text.Append(isPlain ? ((char)letter).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{letter:X2}"));
            }

            text.Append("\"\n");
        }

        File.WriteAllText(path, text.ToString());
    }
}
