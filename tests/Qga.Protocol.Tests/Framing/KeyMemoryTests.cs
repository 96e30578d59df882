using System.Globalization;
using System.Text;
using Qga.Protocol.Framing;
using Qga.Protocol.Limits;

namespace Qga.Protocol.Tests.Framing;

/// <summary>The keys of all messages under way share one amount of memory.</summary>
public sealed class KeyMemoryTests
{
    private const int Many = 100_000;

    // The table of so many keys, and of a few thousand more.
    private readonly Budget _memory = new(5 << 20);

    [Fact]
    public void Message_with_too_many_keys_is_refused_while_another_has_the_memory()
    {
        Framer first = NewFramer();
        byte[] unfinished = Keys(Many);
        Assert.Equal(FrameKind.Incomplete, first.Scan(unfinished).Kind);

        Framer second = NewFramer();
        Frame refusal = second.Scan(Keys(Many));
        Assert.Equal(FrameKind.SyntaxError, refusal.Kind);
        Assert.EndsWith("JSON parse error, no memory for more keys", refusal.Error.ToString(), StringComparison.Ordinal);

        first.Reset();
        second.Reset();
        Assert.Equal(FrameKind.Message, second.Scan([.. Keys(Many), (byte)'}']).Kind);
    }

    [Fact]
    public void Memory_comes_back_with_the_end_of_each_message()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(FrameKind.Message, NewFramer().Scan([.. Keys(Many), (byte)'}']).Kind);
        }

        Assert.True(_memory.TryTake(_memory.Limit));
    }

    [Fact]
    public void Few_keys_need_none()
    {
        Assert.True(_memory.TryTake(_memory.Limit));
        Assert.Equal(FrameKind.Message, NewFramer().Scan([.. Keys(1000), (byte)'}']).Kind);
    }

    private static byte[] Keys(int count)
    {
        StringBuilder text = new("{");
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}\"{i}\":0");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private Framer NewFramer() => new(new() { KeyMemory = _memory });
}
