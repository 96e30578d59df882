using System.Buffers;
using System.Text;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;

namespace Qapi.Runtime.Tests.Writing;

public class JsonWriterTests
{
    [Fact]
    public void Separates_members_and_elements_as_clients_know_it()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Sentinel();
        writer.StartObject();
        writer.Member("return"u8);
        writer.StartArray();
        writer.Value(1L);
        writer.StartObject();
        writer.EndObject();
        writer.StartArray();
        writer.EndArray();
        writer.Value(true);
        writer.Null();
        writer.EndArray();
        writer.Member("id"u8);
        writer.Raw("\"x\""u8);
        writer.EndObject();
        writer.NewLine();
        writer.Value(false);
        writer.Flush();

        Assert.Equal("\u00FF{\"return\": [1, {}, [], true, null], \"id\": \"x\"}\nfalse", Encoding.Latin1.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("plain ~", "plain ~")]
    [InlineData("\"\\/'", "\\\"\\\\/'")]
    [InlineData("\b\f\n\r\t\u0001\u007F\0", "\\b\\f\\n\\r\\t\\u0001\\u007F\\u0000")]
    [InlineData("é\u20AC\U0001F600", "\\u00E9\\u20AC\\uD83D\\uDE00")]
    [InlineData("\uFFFE\uFDD0", "\\uFFFD\\uFFFD")]
    public void Writes_strings_in_ASCII(string text, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Value(text);
        writer.Utf8Value(Encoding.UTF8.GetBytes(text));
        writer.Flush();

        Assert.Equal($"\"{expected}\", \"{expected}\"", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Value("a\uD800b");
        writer.Flush();

        Assert.Equal("\"a\\uFFFDb\"", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced_and_C080_is_the_null_character()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Utf8Value([(byte)'a', 0xFF, 0xC0, 0x80, 0xC0]);
        writer.Flush();

        Assert.Equal("\"a\\uFFFD\\u0000\\uFFFD\"", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    // What C's printf gives for %.17g.
    [Theory]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(1e2, "100")]
    [InlineData(-0.0, "-0")]
    [InlineData(0, "0")]
    [InlineData(1.5, "1.5")]
    [InlineData(-1234.5, "-1234.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1.0000000000000001e-05")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e17, "1e+17")]
    [InlineData(123456789012345680, "1.2345678901234568e+17")]
    [InlineData(1e300, "1.0000000000000001e+300")]
    [InlineData(5e-324, "4.9406564584124654e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Writes_doubles_with_17_digits(double value, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Value(value);
        writer.Flush();

        Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Writes_integers_up_to_their_limits()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Value(long.MinValue);
        writer.Value(ulong.MaxValue);
        writer.Flush();

        Assert.Equal("-9223372036854775808, 18446744073709551615", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(3510)]
    [InlineData(100_000)]
    public void Encodes_payloads_of_any_length(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output);
        writer.Base64(new Dribble(bytes));
        writer.Value(1L);
        writer.Flush();

        Assert.Equal($"\"{Convert.ToBase64String(bytes)}\", 1", Encoding.ASCII.GetString(output.WrittenSpan));
    }

    /// <summary>The bytes lie at the end of the span in which their text grows towards them.</summary>
    [Fact]
    public void Encodes_payloads_in_spans_of_any_length()
    {
        byte[] bytes = new byte[300_000];
        new Random(5).NextBytes(bytes);
        string expected = $"\"{Convert.ToBase64String(bytes)}\"";
        foreach (int length in Enumerable.Range(8192, 100).Concat([65_536, 131_072, 135_168, 400_000, 400_001, 400_002, 400_003]))
        {
            var output = new SpansOf(length);
            var writer = new JsonWriter(output);
            writer.Base64(bytes);
            writer.Flush();

            Assert.Equal(expected, output.Text.ToString());
        }
    }

    [Fact]
    public void Long_texts_ask_for_no_long_spans()
    {
        string text = new('x', 100_000);
        var output = new SpansOf(256);
        var writer = new JsonWriter(output);
        writer.Value(text);
        writer.Utf8Value(Encoding.ASCII.GetBytes(text));
        writer.Flush();

        Assert.Equal($"\"{text}\", \"{text}\"", output.Text.ToString());
    }

    private sealed class Dribble(byte[] bytes) : Payload
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, 1 + (_at % 7)), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }

    private sealed class SpansOf(int length) : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[length];

        public StringBuilder Text { get; } = new();

        public void Advance(int count) => Text.Append(Encoding.ASCII.GetString(_buffer, 0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Assert.True(sizeHint <= _buffer.Length);
            return _buffer;
        }
    }
}
