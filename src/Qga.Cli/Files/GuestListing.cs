using System.Globalization;
using System.Text;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>One file of a guest.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mode">Type and permissions as ls(1) shows them.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Size">Its size.</param>
/// <param name="Modified">When its content was changed.</param>
/// <param name="Link">Where a link leads; null: it is none.</param>
internal sealed record GuestListing(string Name, string Mode, string Owner, string Group, long Size, DateTimeOffset Modified, string? Link)
{
    /// <summary>The name as it is where it is no UTF-8; <see cref="Name"/> is how a shell writes it then. Null: it is text.</summary>
    public ReadOnlyMemory<byte>? RawName { get; init; }

    // Names may have anything but zeros in them: an entry is "F type mode size time owner group" of find(1) or "S mode size time owner group" of stat(1) with
    // the whole mode in hexadecimal, then the name and the link's target, each with a zero behind it.
    private const string List = """
        case $1 in /*) p=$1 ;; *) p=./$1 ;; esac
        if [ -d "$p" ]; then cd -- "$p" || exit; p=.
        elif [ ! -e "$p" ] && [ ! -L "$p" ]; then echo "$1: No such file or directory" >&2; exit 1; fi
        if find / -maxdepth 0 -printf '' 2>/dev/null; then
          if [ "$p" = . ]; then exec find . -mindepth 1 -maxdepth 1 -printf 'F %y %m %s %T@ %u %g\0%f\0%l\0'; fi
          exec find "$p" -maxdepth 0 -printf 'F %y %m %s %T@ %u %g\0%f\0%l\0'
        fi
        if [ "$p" = . ]; then set -- ./* ./.[!.]* ./..?*; else set -- "$p"; fi
        for f; do
          if [ -e "$f" ] || [ -L "$f" ]; then
            s=$(stat -c '%f %s %Y %U %G' "$f" 2>/dev/null || stat -f '%Xp %z %m %Su %Sg' "$f") || continue
            l=; if [ -L "$f" ]; then l=$(readlink "$f"); fi
            printf 'S %s\0%s\0%s\0' "$s" "${f##*/}" "$l"
          fi
        done
        """;

    /// <summary>Lists what is in a directory, or the file itself.</summary>
    public static async Task<IReadOnlyList<GuestListing>> ReadAsync(
        GuestAgentClient client, string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        GuestProgramResult result = await GuestShellText.RunSuccessfullyAsync(client, List, [path], limit, cancellationToken).ConfigureAwait(false);
        return [.. Parse(result.Output).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads what the guest's programs wrote.</summary>
    public static IEnumerable<GuestListing> Parse(ReadOnlyMemory<byte> text)
    {
        while (TakePart(ref text) is ReadOnlyMemory<byte> fields
            && TakePart(ref text) is ReadOnlyMemory<byte> name
            && TakePart(ref text) is ReadOnlyMemory<byte> link)
        {
            if (Parse(Encoding.UTF8.GetString(fields.Span).Split(' '), RawText.Of(name.Span), RawText.Of(link.Span)) is GuestListing file)
            {
                yield return RawText.IsText(name.Span) ? file : file with { RawName = name };
            }
        }
    }

    private static ReadOnlyMemory<byte>? TakePart(ref ReadOnlyMemory<byte> text)
    {
        int end = text.Span.IndexOf((byte)0);
        if (end < 0)
        {
            return null;
        }

        ReadOnlyMemory<byte> part = text[..end];
        text = text[(end + 1)..];
        return part;
    }

    private static GuestListing? Parse(string[] fields, string name, string link)
    {
        bool isFound = fields is ["F", _, ..];
        string[] rest = isFound ? fields[2..] : fields[1..];
        if (rest is not [string mode, string size, string time, string owner, string group]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            || !double.TryParse(time, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double seconds)
            || !(isFound ? IsOctal(mode, out int bits) : int.TryParse(mode, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out bits)))
        {
            return null;
        }

        char type = isFound ? (fields[1] == "f" ? '-' : fields[1][0]) : TypeOf(bits);
        return new(name, ModeOf(type, bits), owner, group, bytes, DateTimeOffset.UnixEpoch.AddSeconds(seconds), link.Length == 0 ? null : link);
    }

    private static bool IsOctal(string text, out int bits)
    {
        bits = text.All(digit => digit is >= '0' and <= '7') && text.Length is > 0 and < 8 ? Convert.ToInt32(text, 8) : -1;
        return bits >= 0;
    }

    // S_IFMT of sys/stat.h.
    private static char TypeOf(int mode) => (mode & 0xF000) switch
    {
        0x1000 => 'p',
        0x2000 => 'c',
        0x4000 => 'd',
        0x6000 => 'b',
        0xA000 => 'l',
        0xC000 => 's',
        _ => '-',
    };

    private static string ModeOf(char type, int bits)
    {
        StringBuilder text = new("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++)
        {
            if ((bits & (0x100 >> bit)) == 0)
            {
                text[bit] = '-';
            }
        }

        (int Bit, int Place, char Letter)[] special = [(0x800, 2, 's'), (0x400, 5, 's'), (0x200, 8, 't')];
        foreach ((int bit, int place, char letter) in special.Where(one => (bits & one.Bit) != 0))
        {
            text[place] = text[place] == 'x' ? letter : char.ToUpperInvariant(letter);
        }

        return type + text.ToString();
    }
}
