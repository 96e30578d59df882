using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Qapi.Model;

namespace Qga.Support;

/// <summary>
/// Compares replies with a schema. It reads the schema itself and shares nothing with the code that the build makes of the schema, so
/// that a fault there is seen here.
/// </summary>
public sealed class ReplyValidator(AgentSchema schema)
{
    private static readonly string[] s_errorClasses = ["GenericError", "CommandNotFound"];

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 1024 };

    private readonly ValueValidator _values = new(schema);

    /// <summary>Compares with the project's own schema.</summary>
    public static ReplyValidator Own { get; } = new(AgentSchema.Own);

    /// <summary>Looks for faults in a reply.</summary>
    /// <param name="request">
    /// What was sent, one character for each byte. Where it is not exactly one JSON text, only the form of the reply is looked at.
    /// </param>
    /// <param name="line">The reply without its line end, one character for each byte.</param>
    /// <returns>The faults; none if the reply is valid.</returns>
    public IReadOnlyList<string> Faults(string request, string line)
    {
        JsonElement? sent = Parse(request);
        CommandDefinition? command = sent is { ValueKind: JsonValueKind.Object } && sent.Value.TryGetProperty("execute", out JsonElement name)
            && name.ValueKind == JsonValueKind.String ? schema.Command(name.GetString()) : null;
        bool marked = line.StartsWith('\u00FF');
        string text = marked ? line[1..] : line;
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') is int place and >= 0)
        {
            return [$"byte {(int)text[place]:X2} in the reply"];
        }

        if (Parse(WithoutInfinity(sent, text)) is not { ValueKind: JsonValueKind.Object } reply)
        {
            return ["the reply is no object, or not JSON"];
        }

        List<string> faults = [.. Id(sent, reply)];
        bool success = reply.TryGetProperty("return", out JsonElement value);
        faults.AddRange(success ? sent is null ? [] : Success(command, value) : Refusal(reply));
        faults.AddRange(reply.EnumerateObject().Where(it => it.Name != "id" && it.Name != (success ? "return" : "error"))
            .Select(it => $"{it.Name} is unknown"));
        bool mark = success && command is not null && command.Features.Any(feature => feature.Name == "sentinel");
        if (marked != mark && (sent is not null || !success))
        {
            faults.Add(mark ? "0xFF is missing" : "0xFF before the reply");
        }

        return faults;
    }

    private static IEnumerable<string> Id(JsonElement? request, JsonElement reply)
    {
        JsonElement sent = default;
        bool known = request is { ValueKind: JsonValueKind.Object } && request.Value.TryGetProperty("id", out sent);
        bool told = reply.TryGetProperty("id", out JsonElement got);
        return (known, told) switch
        {
            (true, false) when !IsSyntaxError(reply) => ["id is missing"],
            (false, true) when request is not null => ["id was not asked for"],
            (true, true) when !Same(sent, got) => ["id is another one"],
            _ => [],
        };
    }

    // Numbers come back in another form.
    private static bool Same(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.Number => one.GetDouble() == other.GetDouble() || double.IsInfinity(one.GetDouble()),
        JsonValueKind.Array => one.EnumerateArray().SequenceEqual(other.EnumerateArray(), EqualityComparer<JsonElement>.Create(Same)),
        JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count()
            && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out JsonElement value) && Same(member.Value, value)),
        _ => JsonElement.DeepEquals(one, other),
    };

    private static IEnumerable<string> Refusal(JsonElement reply)
    {
        if (!reply.TryGetProperty("error", out JsonElement error) || error.ValueKind != JsonValueKind.Object)
        {
            return ["neither return nor error"];
        }

        bool isValid = error.EnumerateObject().Count() == 2
            && error.TryGetProperty("class", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && s_errorClasses.Contains(kind.GetString())
            && error.TryGetProperty("desc", out JsonElement text) && text.ValueKind == JsonValueKind.String && text.GetString() != "";
        return isValid ? [] : [$"error is not a known class and a text: {error.GetRawText()}"];
    }

    // A text that only the agent's own rules refuse (a lone surrogate, say) never became a request, and has no id.
    private static bool IsSyntaxError(JsonElement reply) => reply.TryGetProperty("error", out JsonElement error)
        && error.TryGetProperty("desc", out JsonElement text) && text.ToString().Contains("JSON parse error, ", StringComparison.Ordinal);

    // An id beyond all doubles comes back as QEMU's agent writes it, which is not JSON.
    private static string WithoutInfinity(JsonElement? request, string text) =>
        request is { ValueKind: JsonValueKind.Object } && request.Value.TryGetProperty("id", out JsonElement id)
            && id.ValueKind == JsonValueKind.Number && double.IsInfinity(id.GetDouble()) ? text.Replace("\"id\": inf", "\"id\": 0", StringComparison.Ordinal)
            .Replace("\"id\": -inf", "\"id\": 0", StringComparison.Ordinal) : text;

    private static JsonElement? Parse(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        try
        {
            return Utf8.IsValid(bytes) ? JsonDocument.Parse(bytes, s_strict).RootElement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<string> Success(CommandDefinition? command, JsonElement value) => command switch
    {
        null => ["success of no known command"],
        { SuccessResponse: false } => [$"{command.Name} must not answer when it succeeds"],
        { Returns: null } => _values.Object(value, [], "return"),
        { Returns: { } type } => _values.Faults(value, type, "return"),
    };
}
