using System.Text.Json;
using System.Text.Json.Nodes;
using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>Asks what is there. A reply is the one that came without a fault, but for numbers, or an error.</summary>
/// <param name="name">The name, for the table.</param>
/// <param name="commands">What is asked.</param>
internal sealed class Inventory(string name, params string[] commands) : Scenario
{
    // What a thread of its own is needed for, or an answer of the disk's.
    private static readonly string[] s_mayBeMissing = ["serial", "smart", "used-bytes", "total-bytes", "total-bytes-privileged"];

    // Of the run without a fault, which comes before all others.
    private readonly Dictionary<string, string> _complete = [];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
        foreach (string command in commands)
        {
            if (talk.Ask(command) is { } reply)
            {
                // Nodes are read lazily, and belong to one thread each.
                if (!_complete.TryGetValue(command, out string? complete))
                {
                    _complete.Add(command, reply.GetRawText());
                }
                else if (Difference(JsonNode.Parse(complete), JsonNode.Parse(reply.GetRawText()), command) is { } difference)
                {
                    talk.Claim(false, difference);
                }
            }
        }
    }

    /// <summary>How a reply differs from the complete one.</summary>
    private static string? Difference(JsonNode? complete, JsonNode? found, string place)
    {
        switch (complete, found)
        {
            case (JsonArray all, JsonArray some):
                return all.Count != some.Count
                    ? $"{place}: {some.Count} of {all.Count} elements, without an error"
                    : all.Zip(some).Select((pair, index) => Difference(pair.First, pair.Second, $"{place}[{index}]")).FirstOrDefault(text => text is not null);
            case (JsonObject all, JsonObject some):
                return all.Select(member => s_mayBeMissing.Contains(member.Key) || some.ContainsKey(member.Key)
                        ? Difference(member.Value, some[member.Key] ?? member.Value, $"{place}.{member.Key}")
                        : $"{place}.{member.Key} is missing, without an error")
                    .FirstOrDefault(text => text is not null);
            case (JsonValue one, JsonValue other):
                JsonValueKind kind = one.GetValueKind();
                return kind != other.GetValueKind() || (kind != JsonValueKind.Number && one.ToJsonString() != other.ToJsonString())
                    ? $"{place}: {other.ToJsonString()} instead of {one.ToJsonString()}"
                    : null;
            default:
                return $"{place}: another kind of value";
        }
    }
}
