using System.Buffers;
using System.Reflection;
using System.Text;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Contracts;

namespace Qga.Fuzz.Targets;

/// <summary>
/// Every type of the schema, whose name stands before its value (or, by its first letter, any other), as a client reads it: what was read is written,
/// read and written to the same text.
/// </summary>
internal sealed class TypesTarget() : FuzzTarget("types")
{
    private static readonly (string Name, Action<ReadOnlyMemory<byte>> Check)[] s_types = [.. Types().Select(type => (type.Name, CheckOf(type)))];

    private delegate void ValueWriter<T>(ref JsonWriter writer, T value);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } = [.. JsonWords.All, .. MemberNames().Select(name => $"\"{name}\":").Distinct()];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        int brace = input.IndexOf((byte)'{');
        if (brace < 1)
        {
            return;
        }

        byte[] text = [.. input[brace..], (byte)'\n'];
        if (JsonMessages.TryFindOnly(text, out ReadOnlySpan<byte> message))
        {
            string name = Encoding.Latin1.GetString(input[..brace]);
            int index = Array.FindIndex(s_types, type => type.Name == name);
            s_types[index < 0 ? input[0] % s_types.Length : index].Check(message.ToArray());
        }
    }

    /// <summary>The types with a reader and a writer, in the order of their names.</summary>
    internal static IReadOnlyList<Type> Types() =>
    [
        .. typeof(GuestAgentInfo).Assembly.GetExportedTypes()
            .Where(type => !type.IsNested && type is not { IsSealed: true, IsAbstract: true })
            .Where(type => type.GetMethod("Write") is not null && type.GetMethod("Read") is not null)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<string> MemberNames() =>
        Types().SelectMany(type => type.GetProperties()).Select(property => Dashed(property.Name));

    // ReadOnlySpan: read-only-span.
    private static string Dashed(string name)
    {
        StringBuilder dashed = new();
        foreach (char letter in name)
        {
            dashed.Append(char.IsAsciiLetterUpper(letter) && dashed.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return dashed.ToString();
    }

    private static Action<ReadOnlyMemory<byte>> CheckOf(Type type) =>
        typeof(TypesTarget).GetMethod(nameof(CheckType), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type)
            .Invoke(null, null) as Action<ReadOnlyMemory<byte>> ?? throw new InvalidOperationException();

    private static Action<ReadOnlyMemory<byte>> CheckType<T>()
        where T : class
    {
        var write = typeof(T).GetMethod("Write")!.CreateDelegate<ValueWriter<T>>();
        var read = typeof(T).GetMethod("Read")!.CreateDelegate<ObjectValueReader<T>>();
        ArrayBufferWriter<byte> first = new();
        ArrayBufferWriter<byte> second = new();
        return message =>
        {
            ReadFault? strict = read(message.Span, UnknownMembers.Refuse, out _);
            if (read(message.Span, UnknownMembers.Ignore, out T value) is { } fault)
            {
                Check.That(fault.ToString().Length > 0 && strict is not null, "what does not fit leniently does not fit strictly");
                return;
            }

            ReadOnlySpan<byte> text = Text(first, write, value);
            if (text.IndexOf("inf"u8) >= 0)
            {
                return;
            }

            Check.That(JsonMessages.TryFindOnly([.. text, (byte)'\n'], out _), "what is written is JSON");
            Check.That(read(text, UnknownMembers.Refuse, out T back) is null, "what was written is read");
            Check.Same(text, Text(second, write, back), "what was read is written to the same text");
        };
    }

    private static ReadOnlySpan<byte> Text<T>(ArrayBufferWriter<byte> output, ValueWriter<T> write, T value)
    {
        output.ResetWrittenCount();
        JsonWriter writer = new(output);
        write(ref writer, value);
        writer.Flush();
        return output.WrittenSpan;
    }
}
