using System.Buffers;
using System.Text;
using Qapi.Runtime.Writing;

namespace Qga.Contracts.Tests;

/// <summary>A type's <c>Write</c>.</summary>
internal delegate void ValueWriter<T>(ref JsonWriter writer, T value);

/// <summary>What a type's <c>Write</c> makes of a value.</summary>
internal static class JsonOf
{
    public static string Text<T>(ValueWriter<T> write, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        write(ref writer, value);
        writer.Flush();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
