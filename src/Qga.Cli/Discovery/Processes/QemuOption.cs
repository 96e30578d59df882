using System.Text.Json;

namespace Qga.Cli.Discovery.Processes;

/// <summary>
/// The value of one of QEMU's options: <c>socket,id=agent,path=/run/a.sock,server=on</c>. A comma in a value is doubled; the first word may stand without
/// its name. QEMU takes a JSON object as well.
/// </summary>
internal sealed class QemuOption
{
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);

    /// <summary>What stands first, without a name; empty if the first word has one.</summary>
    public string First { get; private init; } = "";

    /// <summary>The value of a member; null: there is none. One that stands without a value is <c>on</c>.</summary>
    public string? this[string name] => _members.GetValueOrDefault(name);

    public static QemuOption Parse(string text)
    {
        if (text.StartsWith('{'))
        {
            return ParseJson(text);
        }

        List<string> words = SplitWords(text);
        bool hasFirst = words is [var first, ..] && !first.Contains('=', StringComparison.Ordinal);
        QemuOption option = new() { First = hasFirst ? words[0] : "" };
        foreach (string word in words.Skip(hasFirst ? 1 : 0))
        {
            int sign = word.IndexOf('=', StringComparison.Ordinal);
            option._members[sign < 0 ? word : word[..sign]] = sign < 0 ? "on" : word[(sign + 1)..];
        }

        return option;
    }

    private static QemuOption ParseJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement driver = default;
            _ = document.RootElement.TryGetProperty("driver", out driver) || document.RootElement.TryGetProperty("backend", out driver);
            QemuOption option = new() { First = driver.ValueKind == JsonValueKind.String ? driver.GetString()! : "" };
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                option._members[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.True => "on",
                    JsonValueKind.False => "off",
                    _ => member.Value.GetRawText(),
                };
            }

            return option;
        }
        catch (JsonException)
        {
            // A command line that QEMU has refused as well.
            return new();
        }
    }

    private static List<string> SplitWords(string text)
    {
        List<string> words = [];
        int start = 0;
        for (int index = 0; index <= text.Length; index++)
        {
            if (index + 1 < text.Length && text[index] == ',' && text[index + 1] == ',')
            {
                index++;
            }
            else if (index == text.Length || text[index] == ',')
            {
                words.Add(text[start..index].Replace(",,", ",", StringComparison.Ordinal));
                start = index + 1;
            }
        }

        return words;
    }
}
