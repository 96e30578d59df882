using System.Text.Encodings.Web;
using System.Text.Json;

namespace Qga.Differential;

/// <summary>Compares replies as values: the order of members says nothing.</summary>
/// <param name="request">What was sent.</param>
internal sealed class Comparison(Request request)
{
    // By these members, the first that there is, elements of lists find each other.
    private static readonly string[] s_keys = ["mountpoint", "name", "logical-id", "phys-index", "cpu", "ip-address", "user"];

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Difference> _differences = [];

    /// <summary>Compares what came back.</summary>
    /// <param name="ours">The lines of our agent.</param>
    /// <param name="qemu">The lines of QEMU's.</param>
    /// <returns>The differences.</returns>
    public IReadOnlyList<Difference> Of(IReadOnlyList<string> ours, IReadOnlyList<string> qemu)
    {
        if (ours.Count != qemu.Count)
        {
            Add("", string.Join(' ', ours), string.Join(' ', qemu));
            return _differences;
        }

        foreach ((string one, string other) in ours.Zip(qemu))
        {
            if (Parse(one) is { } value && Parse(other) is { } second && HasReturn(value) == HasReturn(second) && one[0] == other[0])
            {
                Objects(value, second, "");
            }
            else if (one != other)
            {
                Add("", one, other);
            }
        }

        return _differences;
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line.TrimStart('\u00FF')).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasReturn(JsonElement reply) => reply.TryGetProperty("return", out _);

    // A letter and its escape are the same; 1 and 1.0 are not.
    private static string? Content(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private static string Text(JsonElement value) => JsonSerializer.Serialize(value, s_readable);

    private void Add(string path, string ours, string qemu) => _differences.Add(new(request, path, ours, qemu));

    private void Values(JsonElement ours, JsonElement qemu, string path)
    {
        if (ours.ValueKind == JsonValueKind.Object && qemu.ValueKind == JsonValueKind.Object)
        {
            Objects(ours, qemu, path + ".");
        }
        else if (ours.ValueKind == JsonValueKind.Array && qemu.ValueKind == JsonValueKind.Array)
        {
            Arrays([.. ours.EnumerateArray()], [.. qemu.EnumerateArray()], path + "[]");
        }
        else if (ours.ValueKind != qemu.ValueKind || Content(ours) != Content(qemu))
        {
            Add(path, Text(ours), Text(qemu));
        }
    }

    private void Objects(JsonElement ours, JsonElement qemu, string prefix)
    {
        foreach (JsonProperty member in ours.EnumerateObject())
        {
            if (qemu.TryGetProperty(member.Name, out JsonElement other))
            {
                Values(member.Value, other, prefix + member.Name);
            }
            else
            {
                Add(prefix + member.Name, Text(member.Value), "nothing");
            }
        }

        foreach (JsonProperty member in qemu.EnumerateObject().Where(member => !ours.TryGetProperty(member.Name, out _)))
        {
            Add(prefix + member.Name, "nothing", Text(member.Value));
        }
    }

    private void Arrays(IReadOnlyList<JsonElement> ours, IReadOnlyList<JsonElement> qemu, string path)
    {
        string? key = s_keys.FirstOrDefault(
            key => ours.Concat(qemu).All(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out _)));
        IReadOnlyList<string> names = Names(ours, key), others = Names(qemu, key);
        if (names.Distinct().Count() < names.Count || others.Distinct().Count() < others.Count)
        {
            names = Names(ours, null);
            others = Names(qemu, null);
        }

        foreach ((string name, JsonElement item) in names.Zip(ours))
        {
            int place = others.TakeWhile(other => other != name).Count();
            if (place < qemu.Count)
            {
                Values(item, qemu[place], path);
            }
            else
            {
                Add(path, Text(item), "nothing");
            }
        }

        foreach ((string name, JsonElement item) in others.Zip(qemu).Where(pair => !names.Contains(pair.First)))
        {
            Add(path, "nothing", Text(item));
        }

        string order = string.Join(' ', names.Where(others.Contains)), second = string.Join(' ', others.Where(names.Contains));
        if (order != second)
        {
            Add(path + " order", order, second);
        }
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<JsonElement> items, string? key) =>
        [.. items.Select((item, index) => key is null ? $"{index}" : item.GetProperty(key).ToString())];
}
