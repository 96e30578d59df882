using Qapi.Runtime.Reading;

namespace Qapi.Runtime.Tests.Writing;

public class PayloadTests
{
    [Fact]
    public void Bytes_in_memory_are_not_copied()
    {
        byte[] bytes = [1, 2, 3];
        Payload payload = bytes;
        Assert.Equal(1, payload.Read(new byte[1]));

        ReadOnlyMemory<byte> rest = payload.ToMemory();

        Assert.Equal([2, 3], rest.ToArray());
        Assert.True(rest.Span.Overlaps(bytes));
    }

    [Fact]
    public void A_payload_that_comes_in_pieces_is_gathered()
    {
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (byte)i), new Counting().ToMemory().ToArray());
    }

    private sealed class Counting : Payload
    {
        private int _next;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, 999), 10_000 - _next);
            for (int i = 0; i < count; i++)
            {
                buffer[i] = (byte)_next++;
            }

            return count;
        }
    }
}
