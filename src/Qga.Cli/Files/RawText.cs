using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Qga.Cli.Files;

/// <summary>Names of files, which are bytes: most are UTF-8, and none has to be.</summary>
internal static class RawText
{
    public static bool IsText(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes);

    /// <summary>The text; of bytes that are none, what a shell reads as them: <c>$'caf\xe9'</c>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (IsText(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new("$'");
        while (!bytes.IsEmpty)
        {
            bool isCharacter = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            if (isCharacter && !Rune.IsControl(rune))
            {
                text.Append(rune.Value is '\'' or '\\' ? "\\" : "").Append(rune.ToString());
            }
            else
            {
                foreach (byte one in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
                }
            }

            bytes = bytes[length..];
        }

        return text.Append('\'').ToString();
    }
}
