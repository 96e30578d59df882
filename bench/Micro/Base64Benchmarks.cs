using System.Buffers;
using System.Buffers.Text;
using System.Text;
using BenchmarkDotNet.Attributes;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;

namespace Qga.Micro;

/// <summary>The payload of file reads and writes, in pieces as the agent has them; beside it the framework's own routines in one go.</summary>
public class Base64Benchmarks
{
    private const int Length = 1 << 20;

    private readonly byte[] bytes = new byte[Length];
    private readonly byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(Length)];
    private readonly byte[] decoded = new byte[Length + 3];
    private readonly byte[] piece = new byte[64 << 10];
    private readonly ReusedOutput output = new(128 << 10);
    private byte[] value = [];

    [GlobalSetup]
    public void Fill()
    {
        new Random(1).NextBytes(bytes);
        value = Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(bytes)}\"");
    }

    [Benchmark(Description = "JsonWriter.Base64: 1 MiB")]
    public void Write()
    {
        JsonWriter writer = new(output);
        writer.Base64(bytes);
        writer.Flush();
    }

    [Benchmark(Description = "framework's encoder: 1 MiB")]
    public OperationStatus Encode() => Base64.EncodeToUtf8(bytes, text, out _, out _);

    [Benchmark(Description = "Base64Text of text, checked and read in pieces: 1 MiB")]
    public int Read()
    {
        Base64Text base64 = Base64Text.FromValue(value);
        int total = base64.DecodeRest(piece);
        Base64Reader reader = base64.ReadRest();
        while (reader.Read(piece) is > 0 and int count)
        {
            total -= count;
        }

        return total;
    }

    [Benchmark(Description = "framework's decoder: 1 MiB")]
    public OperationStatus Decode() => Base64.DecodeFromUtf8(value.AsSpan(1..^1), decoded, out _, out _);

    // Where a connection's buffer would be passed on, it begins anew.
    private sealed class ReusedOutput(int length) : IBufferWriter<byte>
    {
        private readonly byte[] buffer = new byte[length];
        private int used;

        public void Advance(int count) => used += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            if (buffer.Length - used < sizeHint)
            {
                used = 0;
            }

            return buffer.AsSpan(used);
        }
    }
}
