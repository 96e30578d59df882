using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>An enumeration and what turns it into names and back.</summary>
    public string Enum(EnumModel model)
    {
        CodeWriter code = ContractFile();
        code.Summary(model.Summary);
        code.Open($"public enum {model.Name}");
        foreach (EnumValueModel value in model.Values)
        {
            code.Element("summary", value.Summary);
            code.Line($"{value.Name},");
        }

        code.Close();
        code.Summary($"The names of <see cref=\"{model.Name}\"/> on the wire.");
        code.Open($"public static class {model.Name}Codec");
        EnumName(code, model);
        EnumTryParse(code, model);
        code.Summary("Reads a value out of a sound text.");
        code.Line(
            $$"""
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
            """);
        code.Summary("Writes a value.");
        code.Line(
            $$"""
            /// <param name="writer">Where it goes.</param>
            /// <param name="value">What to write.</param>
            public static void Write(ref JsonWriter writer, {{model.Name}} value) => writer.Utf8Value(Name(value));
            """);
        code.Close();
        return code.ToString();
    }

    private static void EnumName(CodeWriter code, EnumModel model)
    {
        code.Element("summary", "A value's name.");
        code.Element("param name=\"value\"", "The value.");
        code.Element("returns", "The name, as UTF-8.");
        code.Open($"public static ReadOnlySpan<byte> Name({model.Name} value) => value switch");
        foreach (EnumValueModel value in model.Values)
        {
            code.Line($"{model.Name}.{value.Name} => \"{value.WireName}\"u8,");
        }

        code.Line("_ => throw new ArgumentOutOfRangeException(nameof(value)),");
        code.Close(";");
    }

    private static void EnumTryParse(CodeWriter code, EnumModel model)
    {
        code.Summary("Finds a value by its name; case matters.");
        code.Element("param name=\"name\"", "The name, as UTF-8.");
        code.Element("param name=\"value\"", "The value.");
        code.Element("returns", "Whether there is one.");
        code.Open($"public static bool TryParse(ReadOnlySpan<byte> name, out {model.Name} value)");
        foreach (EnumValueModel value in model.Values)
        {
            code.Open($"if (name.SequenceEqual(\"{value.WireName}\"u8))");
            code.Line($"value = {model.Name}.{value.Name};");
            code.Line("return true;");
            code.Close();
            code.Line();
        }

        code.Line("value = default;");
        code.Line("return false;");
        code.Close();
    }
}
