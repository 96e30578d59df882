using System.Text;
using BenchmarkDotNet.Attributes;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;

namespace Qga.Micro;

/// <summary>From a checked text to its parts.</summary>
public class ReaderBenchmarks
{
    private readonly byte[] ping = "{\"execute\":\"guest-ping\"}"u8.ToArray();
    private readonly byte[] payload = Encoding.ASCII.GetBytes(
        $"{{\"execute\":\"guest-file-write\",\"arguments\":{{\"handle\":1,\"buf-b64\":\"{new string('A', 1 << 20)}\"}}}}");
    private readonly byte[] members = Encoding.ASCII.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"member-{i}\":{i}"))}}}");

    [Benchmark(Description = "Request: ping")]
    public int Ping() => Read(ping);

    [Benchmark(Description = "Request: write of 1 MiB of base64")]
    public int Payload() => Read(payload);

    [Benchmark(Description = "ObjectReader: 1,000 members, 16 KiB")]
    public int Members()
    {
        int count = 0;
        ObjectReader reader = new(members);
        while (reader.Read())
        {
            count += reader.Value.Length;
        }

        return count;
    }

    private static int Read(byte[] message)
    {
        _ = Request.TryRead(message, out Request request);
        return request.Execute.Length + request.Arguments.Length;
    }
}
