using System.Globalization;
using System.Text;

namespace Qga.Agent.Configuration;

/// <summary>
/// A key file: <c>[group]</c> lines, <c>key=value</c> lines, <c>#</c> comments. The form of the agent's configuration and of its state file,
/// read by the rules of the Desktop Entry Specification as GLib applies them, down to the words of its complaints.
/// </summary>
internal sealed class KeyFile
{
    private readonly List<Entry> _entries = [];
    private readonly List<KeyGroup> _groups = [];

    // What GLib takes for white space.
    private static ReadOnlySpan<byte> Blanks => " \t\r\f"u8;

    private KeyFile()
    {
    }

    /// <summary>Takes a file's content apart.</summary>
    /// <param name="content">All bytes of it, which need not be UTF-8.</param>
    /// <param name="error">What is wrong with it, with the line.</param>
    /// <returns>The entries; null with <paramref name="error"/>.</returns>
    public static KeyFile? Parse(ReadOnlySpan<byte> content, out FileProblem? error)
    {
        KeyFile file = new();
        string? group = null;
        int number = 0;
        foreach (Range range in content.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> whole = Line(content[range]);
            ReadOnlySpan<byte> line = whole.TrimStart(Blanks);
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            int equals = line.IndexOf((byte)'=');
            int closing = line[0] == '[' ? line.IndexOf((byte)']') : -1;
            if (closing > 0 && line[(closing + 1)..].Trim(Blanks).IsEmpty)
            {
                group = Encoding.UTF8.GetString(line[1..closing]);
                error = IsGroupName(group) ? null : new($"Invalid group name: {group}", number);
                file._groups.Add(new(group, number));
            }
            else if (equals <= 0)
            {
                error = new($"Key file contains line “{Encoding.UTF8.GetString(whole)}” which is not a key-value pair, group, or comment", number);
            }
            else
            {
                string key = Encoding.UTF8.GetString(line[..equals].TrimEnd(" \t"u8));
                error = group is null ? new("Key file does not start with a group", number)
                    : IsKeyName(key) ? null
                    : new($"Invalid key name: {key}", number);
                file._entries.Add(new(group ?? "", key, line[(equals + 1)..].TrimStart(" \t"u8).ToArray(), number));
            }

            if (error is not null)
            {
                return null;
            }
        }

        error = null;
        return file;
    }

    /// <summary>The groups in their order, one for each time that its line stands there.</summary>
    public IReadOnlyList<KeyGroup> Groups => _groups;

    /// <summary>The keys of a group, also where it stands several times; each once, in the order of the file.</summary>
    public List<KeyPlace> KeysOf(string group)
    {
        List<KeyPlace> keys = [];
        HashSet<string> seen = [];
        for (int index = _entries.Count - 1; index >= 0; index--)
        {
            Entry entry = _entries[index];
            if (entry.Group == group && seen.Add(entry.Key))
            {
                keys.Add(new(entry.Key, entry.Line));
            }
        }

        keys.Reverse();
        return keys;
    }

    /// <summary>Where a key stands, the last time; 0 if it is not there.</summary>
    public int LineOf(string group, string key) => Find(group, key)?.Line ?? 0;

    /// <summary>Writes a value so that <see cref="TryGetString"/> reads the same text.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The value as it stands behind the <c>=</c>.</returns>
    public static string Escape(string value)
    {
        // Blanks at the start would be taken for the space around the '='.
        int leading = value.Length - value.AsSpan().TrimStart(" \t").Length;
        StringBuilder escaped = new();
        for (int at = 0; at < value.Length; at++)
        {
            escaped.Append(value[at] switch
            {
                ' ' when at < leading => "\\s",
                '\t' when at < leading => "\\t",
                '\n' => "\\n",
                '\r' => "\\r",
                '\\' => "\\\\",
                char other => other.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>A text.</summary>
    /// <param name="group">The name between the brackets.</param>
    /// <param name="key">The name before the <c>=</c>; where it stands several times, the last one counts.</param>
    /// <param name="value">The text; null if the key is not there.</param>
    /// <param name="error">What is wrong with the value.</param>
    /// <returns>Whether there was nothing wrong.</returns>
    public bool TryGetString(string group, string key, out string? value, out FileProblem? error)
    {
        Entry? entry = Find(group, key);
        value = null;
        error = null;
        return entry is null || TryGetText(entry, out value, out error);
    }

    /// <summary>Every text of a group, also of keys that stand several times.</summary>
    /// <param name="group">The name between the brackets.</param>
    /// <param name="texts">The keys with their texts, in their order.</param>
    /// <param name="error">What is wrong with a value.</param>
    /// <returns>Whether there was nothing wrong.</returns>
    public bool TryGetAll(string group, out List<KeyText> texts, out FileProblem? error)
    {
        texts = [];
        error = null;
        foreach (Entry entry in _entries)
        {
            if (entry.Group == group)
            {
                if (!TryGetText(entry, out string? text, out error))
                {
                    return false;
                }

                texts.Add(new(entry.Key, text!, entry.Line));
            }
        }

        return true;
    }

    /// <summary>A truth value: <c>true</c> or <c>1</c>, <c>false</c> or <c>0</c>.</summary>
    /// <param name="group">The name between the brackets.</param>
    /// <param name="key">The name before the <c>=</c>; where it stands several times, the last one counts.</param>
    /// <param name="value">The value; null if the key is not there.</param>
    /// <param name="error">What is wrong with the value.</param>
    /// <returns>Whether there was nothing wrong.</returns>
    public bool TryGetBoolean(string group, string key, out bool? value, out FileProblem? error)
    {
        Entry? entry = Find(group, key);
        string? text = entry is null ? null : Encoding.UTF8.GetString(entry.Value.AsSpan().TrimEnd(Blanks));
        value = text switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => null,
        };
        error = entry is not null && value is null ? Uninterpretable(entry) : null;
        return error is null;
    }

    /// <summary>A number from 0 to 2147483647.</summary>
    /// <param name="group">The name between the brackets.</param>
    /// <param name="key">The name before the <c>=</c>; where it stands several times, the last one counts.</param>
    /// <param name="value">The value; null if the key is not there.</param>
    /// <param name="error">What is wrong with the value.</param>
    /// <returns>Whether there was nothing wrong.</returns>
    public bool TryGetNumber(string group, string key, out int? value, out FileProblem? error)
    {
        Entry? entry = Find(group, key);
        ReadOnlySpan<byte> text = entry is null ? default : entry.Value.AsSpan().TrimEnd(Blanks);
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        value = isNumber ? number : null;
        error = entry is not null && !isNumber ? Uninterpretable(entry) : null;
        return error is null;
    }

    // As a string of C's: what is behind a zero does not count.
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text)
    {
        int zero = text.IndexOf((byte)0);
        text = zero < 0 ? text : text[..zero];
        return text is [.., (byte)'\r'] ? text[..^1] : text;
    }

    private static bool IsGroupName(string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAny('[', '\x7F') && !name.AsSpan().ContainsAnyInRange('\0', '\x1F');

    // A name may end in a language in brackets: Name[de_DE].
    private static bool IsKeyName(string name)
    {
        int opening = name.AsSpan().IndexOfAny('[', ']');
        return opening < 0 || (opening > 0 && name[opening] == '[' && name[^1] == ']' && IsLanguage(name.AsSpan()[(opening + 1)..^1]));
    }

    private static bool IsLanguage(ReadOnlySpan<char> name)
    {
        foreach (char letter in name)
        {
            if (!char.IsLetterOrDigit(letter) && letter is not ('-' or '_' or '.' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Unescape(string raw)
    {
        if (!raw.Contains('\\', StringComparison.Ordinal))
        {
            return raw;
        }

        StringBuilder text = new(raw.Length);
        for (int at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '\\')
            {
                text.Append(raw[at]);
                continue;
            }

            char? meant = ++at == raw.Length ? null : raw[at] switch
            {
                's' => ' ',
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' => '\\',
                _ => null,
            };
            if (meant is null)
            {
                return null;
            }

            text.Append(meant.Value);
        }

        return text.ToString();
    }

    private static bool TryGetText(Entry entry, out string? value, out FileProblem? error)
    {
        value = null;
        error = null;
        if (!System.Text.Unicode.Utf8.IsValid(entry.Value))
        {
            error = new($"Key file contains key “{entry.Key}” with value “{Encoding.UTF8.GetString(entry.Value)}” which is not UTF-8", entry.Line);
        }
        else if ((value = Unescape(Encoding.UTF8.GetString(entry.Value))) is null)
        {
            error = Uninterpretable(entry);
        }

        return error is null;
    }

    private static FileProblem Uninterpretable(Entry entry) =>
        new($"Key file contains key “{entry.Key}” which has a value that cannot be interpreted.", entry.Line);

    // The last of several entries counts, also across repeated groups.
    private Entry? Find(string group, string key) => _entries.FindLast(entry => entry.Group == group && entry.Key == key);

    private sealed class Entry(string group, string key, byte[] value, int line)
    {
        public string Group => group;

        public string Key => key;

        public byte[] Value => value;

        public int Line => line;
    }
}
