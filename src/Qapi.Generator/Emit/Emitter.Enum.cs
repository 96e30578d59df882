using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>An enumeration and what turns it into names and back.</summary>
    public string Enum(EnumModel model) => ContractFile(Template.Print(
        $$"""
        {{Doc("summary", model.Summary)}}
        public enum {{model.Name}}
        {
            {{Template.Lines(model.Values.Select(value => $"{Doc("summary", value.Summary)}\n{value.Name},"))}}
        }

        /// <summary>The names of <see cref="{{model.Name}}"/> on the wire.</summary>
        public static class {{model.Name}}Codec
        {
            /// <summary>A value's name.</summary>
            /// <param name="value">The value.</param>
            /// <returns>The name, as UTF-8.</returns>
            public static ReadOnlySpan<byte> Name({{model.Name}} value) => value switch
            {
                {{Template.Lines(model.Values.Select(value => $"{model.Name}.{value.Name} => \"{value.WireName}\"u8,"))}}
                _ => throw new ArgumentOutOfRangeException(nameof(value)),
            };

            /// <summary>Finds a value by its name; case matters.</summary>
            /// <param name="name">The name, as UTF-8.</param>
            /// <param name="value">The value.</param>
            /// <returns>Whether there is one.</returns>
            public static bool TryParse(ReadOnlySpan<byte> name, out {{model.Name}} value)
            {
                {{Template.Blocks([.. model.Values.Select(value => EnumParse(model, value)), "value = default;\nreturn false;"])}}
            }

            /// <summary>Reads a value from validated JSON text.</summary>
            /// <param name="text">The value's text.</param>
            /// <param name="value">The value; not to be used after a fault.</param>
            /// <returns>The fault; null if there is none.</returns>
            public static ReadFault? Read(ReadOnlySpan<byte> text, out {{model.Name}} value)
            {
                value = default;
                return JsonText.KindOf(text) != JsonKind.String
                    ? ReadFault.WrongType("string")
                    : TryParse(JsonString.DecodeUtf8(text), out value) ? null : ReadFault.NotAccepted(JsonString.Decode(text));
            }

            /// <summary>Writes a value.</summary>
            /// <param name="writer">Where it goes.</param>
            /// <param name="value">What to write.</param>
            public static void Write(ref JsonWriter writer, {{model.Name}} value) => writer.Utf8Value(Name(value));
        }
        """));

    private static string EnumParse(EnumModel model, EnumValueModel value) =>
        $$"""
        if (name.SequenceEqual("{{value.WireName}}"u8))
        {
            value = {{model.Name}}.{{value.Name}};
            return true;
        }
        """;
}
