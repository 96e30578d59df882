using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.Tests.Processes;

public sealed class NativeStringsTests
{
    [Fact]
    public void Gives_back_what_was_added()
    {
        using NativeStrings strings = NativeStrings.Of("a", "", "ü", "x\0y");
        Assert.Equal(4, strings.Count);
        Assert.Equal(7, strings.ByteLength);
        Assert.Equal(["61", "", "C3BC", "78C08079"], Enumerable.Range(0, 4).Select(index => Convert.ToHexString(strings[index])));
        Assert.Throws<ArgumentOutOfRangeException>(() => strings[4].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => strings[-1].Length);
    }

    [Fact]
    public void Takes_no_more_than_it_has_room_for()
    {
        using NativeStrings strings = new(2, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => strings.Add(6).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => strings.Add(-1).Length);
        "abcde"u8.CopyTo(strings.Add(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => strings.Add(1).Length);
        Assert.Equal(0, strings.Add(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => strings.Add(0).Length);
        Assert.Equal("abcde", Encoding.UTF8.GetString(strings[0]));
        Assert.True(strings[1].IsEmpty);
    }

    [Theory]
    [InlineData(0, 6 << 20, false)]
    [InlineData(1, (6 << 20) - 9, false)]
    [InlineData(1, (6 << 20) - 8, true)]
    [InlineData((6 << 20) / 9, 0, false)]
    [InlineData(((6 << 20) / 9) + 1, 0, true)]
    [InlineData(int.MaxValue, int.MaxValue, true)]
    public void The_limit_counts_bytes_zeros_and_pointers(long count, long byteLength, bool exceeds) =>
        Assert.Equal(exceeds, NativeStrings.ExceedsLimit(count, byteLength));
}
