using System.Text.Json.Nodes;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Client;
using Qga.Protocol.Envelope;

namespace Qga.Machines;

/// <summary>Calls in JSON, for checks that look at the very names and values, or give arguments of the wrong type.</summary>
public static class JsonCalls
{
    /// <summary>Runs a command and returns its result.</summary>
    /// <exception cref="GuestAgentException">The agent refuses, or does not answer.</exception>
    public static async Task<JsonNode> CallJsonAsync(this GuestAgentClient agent, string command, JsonObject? arguments = null)
    {
        JsonAny result = await agent.CallAsync<JsonAny>(command, Writer(arguments), Qapi.Runtime.Reading.JsonValue.ReadAny);
        return JsonNode.Parse(result.Text.Span)!;
    }

    /// <summary>Runs a command that must be refused, and returns class and text as <c>GenericError: no such thing</c>.</summary>
    /// <exception cref="InvalidOperationException">The agent does not refuse.</exception>
    public static async Task<string> RefusalAsync(this GuestAgentClient agent, string command, JsonObject? arguments = null)
    {
        try
        {
            JsonNode result = await agent.CallJsonAsync(command, arguments);
            throw new InvalidOperationException($"{command} was not refused: {result.ToJsonString()}");
        }
        catch (GuestAgentRefusedException refusal)
        {
            return $"{refusal.ErrorClass}: {refusal.Message}";
        }
    }

    private static ArgumentsWriter? Writer(JsonObject? arguments) =>
        arguments is null ? null : (ref JsonWriter writer) => writer.Raw(System.Text.Encoding.UTF8.GetBytes(arguments.ToJsonString()));
}
