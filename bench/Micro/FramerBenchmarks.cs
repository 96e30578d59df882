using System.Text;
using BenchmarkDotNet.Attributes;
using Qga.Protocol.Framing;

namespace Qga.Micro;

/// <summary>From bytes to a checked text.</summary>
public class FramerBenchmarks
{
    private const int FirstPiece = 16 << 10;

    private readonly byte[] ping = "{\"execute\":\"guest-ping\"}\n"u8.ToArray();
    private readonly byte[] payload = Encoding.ASCII.GetBytes(
        $"{{\"execute\":\"guest-file-write\",\"arguments\":{{\"handle\":1,\"buf-b64\":\"{new string('A', 1 << 20)}\"}}}}\n");
    private readonly byte[] tokens = Encoding.ASCII.GetBytes(
        "{\"execute\":\"guest-set-vcpus\",\"arguments\":{\"vcpus\":["
        + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{{\"logical-id\":{i},\"online\":true}}"))
        + "]}}\n");
    private readonly byte[] memory = new byte[2 << 20];
    private readonly byte[] window = new byte[80 << 10];
    private readonly Framer framer = new();

    [Benchmark(Description = "Framer: ping")]
    public Frame Ping() => framer.Scan(ping);

    [Benchmark(Description = "Framer: write of 1 MiB of base64")]
    public Frame Payload() => framer.Scan(payload);

    [Benchmark(Description = "Framer: the same, decoded as it arrives")]
    public Frame Arriving()
    {
        // As the agent's receive buffer does it: a first piece of 16 KiB, then 80 KiB at a time.
        int length = FirstPiece;
        payload.AsSpan(0, length).CopyTo(memory);
        Frame frame = framer.Scan(memory.AsSpan(0, length));
        for (int taken = length; taken < payload.Length;)
        {
            _ = framer.CanPack(length, out int open);
            int count = Math.Min(window.Length - open, payload.Length - taken);
            memory.AsSpan(length - open, open).CopyTo(window);
            payload.AsSpan(taken, count).CopyTo(window.AsSpan(open));
            length = framer.Pack(memory, window.AsSpan(0, open + count));
            taken += count;
            frame = framer.Scan(memory.AsSpan(0, length));
        }

        return frame;
    }

    [Benchmark(Description = "Framer: 1,000 objects, 32 KiB")]
    public Frame Tokens() => framer.Scan(tokens);
}
