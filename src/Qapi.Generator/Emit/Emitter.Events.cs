using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A client's reader of events.</summary>
    public string Events(EquatableArray<EventModel> models) => File(Namespace, ["System", Contracts, Reading], Template.Print(
        $$"""
        public partial class {{ClientClass}}
        {
            /// <summary>Reads what an event carries. Members that are not in the schema are passed over.</summary>
            /// <param name="name">The event's name, as UTF-8; case matters.</param>
            /// <param name="data">What it carries: an object in validated JSON; empty stands for one without members.</param>
            /// <param name="value">
            /// What was read, of the type that the schema has for this event; null if the schema has no such event. Not to be used after a fault.
            /// </param>
            /// <returns>The fault; null if there is none.</returns>
            public static ReadFault? ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, out object? value)
            {
                ReadOnlySpan<byte> text = data.IsEmpty ? "{}"u8 : data;
                {{Template.Blocks(models.Select(ReadEvent))}}

                value = null;
                return null;
            }
        }
        """));

    private string ReadEvent(EventModel model) => Template.Print(
        $$"""
        if (name.SequenceEqual("{{model.WireName}}"u8))
        {
            ReadFault? fault = {{ReadCall(model.Data, "text", "UnknownMembers.Ignore", $"out {Qualified(model.Data)} content")}};
            value = content;
            return fault;
        }
        """);
}
